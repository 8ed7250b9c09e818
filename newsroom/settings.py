"""The environment only, and defaults that run at once."""

import fcntl
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.csp import CSP

from newsroom import embedded


def said(name, default=""):
    """What the environment says of ``name``; an empty word is as good as none."""
    return os.environ.get(name) or default


BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(said("NEWSROOM_DATA", BASE_DIR / ".data")).absolute()

# Where nothing is said, somebody tries it out on a machine of their own.
TRIAL = not (said("DATABASE_URL") or said("SECRET_KEY"))
DEBUG = said("DEBUG", str(TRIAL)).lower() in environ.Env.BOOLEAN_TRUE_STRINGS


def kept_secret(path):
    """The secret in the file at ``path``, made by whoever comes first."""
    try:
        embedded.private(path.parent)
        with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            secret = file.read()
            if not secret:
                secret = secrets.token_urlsafe(50)
                file.write(secret)
    except OSError as error:
        raise ImproperlyConfigured(embedded.reason(error, path)) from error
    except embedded.Unavailable as error:
        raise ImproperlyConfigured(str(error)) from error
    return secret


try:
    PORT = int(said("PORT", 8000))
except ValueError:
    raise ImproperlyConfigured("PORT must be a number, as in PORT=8001.") from None
SITE_URL = said("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SECURE = SITE_URL.startswith("https://")
# On a machine of one's own all its names will do.
ALLOWED_HOSTS = said("ALLOWED_HOSTS", urlsplit(SITE_URL).hostname).split(",") + (
    [".localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Whom to tell of a hole in our security: an address of mail, or a page.
SECURITY_CONTACT = said("SECURITY_CONTACT")
if "@" in SECURITY_CONTACT and ":" not in SECURITY_CONTACT:
    SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"
if SECURITY_CONTACT and not (SECURITY_CONTACT.isprintable() and SECURITY_CONTACT.startswith(("mailto:", "https://"))):
    raise ImproperlyConfigured("SECURITY_CONTACT must be an address of mail, or of a page that begins with https://.")

DATABASE_URL = said("DATABASE_URL")
SECRET_KEY = said("SECRET_KEY")
if not DEBUG and (missing := [name for name in ("SECRET_KEY", "DATABASE_URL") if not globals()[name]]):
    they = "them" if len(missing) > 1 else "it"
    raise ImproperlyConfigured(f"Set {' and '.join(missing)} in the environment: production (DEBUG off) needs {they}.")
SECRET_KEY = SECRET_KEY or kept_secret(DATA / "secret-key")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "django_prose_editor",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "shows",
    "articles",
    "newsroom",
]

MIDDLEWARE = [
    "newsroom.middleware.answer_watchers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsroom.middleware.ask_for_nothing_of_the_device",
    "newsroom.middleware.speak_to_programs",
    "newsroom.middleware.admin_policy",
    "newsroom.middleware.PublishWhatIsDue",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.SlashesWhereNothingElseIsMended",
    "newsroom.middleware.help_on_from_nowhere",
    "newsroom.middleware.lead_to_present_address",
    "newsroom.middleware.let_pages_only_be_read",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.middleware.AskForSecondFactor",
    "newsroom.middleware.note_when_seen",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"structured": "newsroom.lib.structured", "tokens": "newsroom.lib.tokens"},
        },
    },
]


def database(url):
    """The server at ``url``, or else the embedded one."""
    if not url:
        server = embedded.Folder(DATA / "postgres")
        return {
            "ENGINE": "newsroom.embedded",
            "NAME": embedded.DATABASE,
            "USER": embedded.ROLE,
            "HOST": str(server.sockets),
            "EMBEDDED": {"folder": server.path, "durable": said("NEWSROOM_DURABLE", "1") != "0"},
        }
    if url.partition("://")[0] not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://: Newsroom runs on PostgreSQL only.")
    try:
        return environ.Env.db_url_config(url)
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL is not as postgresql://USER:PASSWORD@HOST:PORT/NAME.") from None


DATABASES = {"default": database(DATABASE_URL)}
# One connection per thread, kept: a pool would hand out the same ones, with a lock and a check each time.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Planning costs more than running our queries: with its parameters bound by the server, a statement is planned once.
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {"connect_timeout": 5, "server_side_binding": True, "prepare_threshold": 5}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": environ.Env.cache_url_config(said("CACHE_URL", "locmemcache://newsroom"))}

LANGUAGE_CODE = "en-us"
TIME_ZONE = said("TIME_ZONE", "America/New_York")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, OSError, ValueError):
    raise ImproperlyConfigured(f"TIME_ZONE is “{TIME_ZONE}”: name a zone as America/New_York.") from None
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "newsroom.lib.stylesheet.StylesheetFinder",
]
# With DEBUG, files are served from where they are written; else from STATIC_ROOT, where collectstatic puts them.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


def mailer(url):
    """How mail leaves: django-environ reads the address, in the words that Django used before it had ``MAILERS``."""
    said = environ.Env.email_url_config(url)
    names = {
        "EMAIL_HOST": "host",
        "EMAIL_PORT": "port",
        "EMAIL_HOST_USER": "username",
        "EMAIL_HOST_PASSWORD": "password",
        "EMAIL_USE_TLS": "use_tls",
        "EMAIL_USE_SSL": "use_ssl",
    }
    options = {name: said[key] for key, name in names.items() if said.get(key)}
    if "host" in options:
        options["timeout"] = 20  # seconds; the worker has other things to do
    return {"BACKEND": said["EMAIL_BACKEND"], "OPTIONS": options}


MAILERS = {"default": mailer(said("EMAIL_URL", "consolemail://"))}
DEFAULT_FROM_EMAIL = said("EMAIL_FROM", f"newsroom@{urlsplit(SITE_URL).hostname}")

AUTH_USER_MODEL = "newsroom.User"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "admin:index", "account_login"
AUTHENTICATION_BACKENDS = ["newsroom.backends.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# A show with its seasons and credits, or a preview of late news with a tick for each article, is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Signing in is allauth's: nobody signs up, and addresses of mail are what a managing editor says they are.
ACCOUNT_ADAPTER = "newsroom.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "newsroom.accounts.LoginForm",
    "reset_password": "newsroom.accounts.ResetPasswordForm",
}
# Counted in the cache: with local memory by each process for itself, with CACHE_URL by all of them together.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,3/m/key"}
try:
    # Whoever serves us by https is a proxy, which adds the address that it was asked from.
    ALLAUTH_TRUSTED_PROXY_COUNT = int(said("TRUSTED_PROXIES", int(SECURE)))
except ValueError:
    raise ImproperlyConfigured("TRUSTED_PROXIES must be a number, as in TRUSTED_PROXIES=1.") from None

MFA_ADAPTER = "newsroom.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG and not SECURE
MFA_TOTP_ISSUER = "Newsroom"
MFA_TOTP_TOLERANCE = 1  # a step of 30 seconds: telephones' clocks differ
MFA_FORMS = {"add_webauthn": "newsroom.accounts.AddPasskeyForm"}
# The groups, in lower case, whose members the desk asks for a second factor.
try:
    KEPT_TEXT_DAYS = int(said("KEPT_TEXT_DAYS", 90))
except ValueError:
    raise ImproperlyConfigured("KEPT_TEXT_DAYS must be a number of days, as in KEPT_TEXT_DAYS=90.") from None

MFA_REQUIRED = {
    name.strip().lower() for name in said("MFA_REQUIRED", "nobody" if DEBUG else "Editors,Managing editors").split(",")
} - {"", "nobody"}

X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# What a public page may do: nothing but load from here.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
# Unfold's Alpine.js evaluates the attributes that it finds, and its theme is a style element.
SECURE_CSP_ADMIN = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
}

# The page on which the API is tried out: its pictures are written in its style sheet.
SECURE_CSP_API_DOCS = SECURE_CSP | {"img-src": [CSP.SELF, "data:"]}

# Public and only read: no account, no cookie, one form.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "newsroom.lib.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Newsroom",
    "DESCRIPTION": (
        "Television news that says when it has gone out of date: articles with what has become of them, shows, and "
        "the ledger of every status that they have had. Public and only read. Lists are paged by `next_url`; a "
        "parameter that is unknown or means nothing is refused with the remedy, as a problem of RFC 9457."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "EXTERNAL_DOCS": {"description": "What a notice is, and its kinds", "url": f"{SITE_URL}/partners/docs/extension/"},
    "TAGS": [{"name": name} for name in ("articles", "shows", "statuses", "index")],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATION_PARAMETERS": False,
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {
        "Status": "shows.statuses.Status",
        "Event": "shows.statuses.Event",
        "Confirmation": "shows.statuses.Confirmation",
        "Kind": "shows.statuses.Kind",
        "Precision": "newsroom.lib.periods.Precision",
        "Role": "shows.models.Credit.Role",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # The handlers of Django's own would say everything twice.
        "django": {"handlers": [], "level": "WARNING"},
        # A page that isn't there is no news.
        "django.request": {"level": "ERROR"},
        # Who asks for a name that isn't ours gets his answer; no need to hear of each.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It drops the body of an answer to HEAD, as Django expects, and need not say so.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

# The accent of the public pages (static/css/tokens.css), in the steps that Unfold asks for.
DESK_ACCENT = {
    "50": "#f8f5fd",
    "100": "#efe8fa",
    "200": "#ddcff4",
    "300": "#c6aeec",
    "400": "#bda2ea",
    "500": "#b292e6",
    "600": "#5a2ca0",
    "700": "#4a2188",
    "800": "#3b1772",
    "900": "#2d1157",
    "950": "#1d1728",
}
UNFOLD = {
    "SITE_TITLE": "Newsroom",
    "SITE_HEADER": "Newsroom",
    "SITE_SYMBOL": "newsstand",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")}],
    "SHOW_BACK_BUTTON": True,
    "STYLES": [
        lambda request: static("desk/ledger.css"),
        lambda request: static("desk/account.css"),
        lambda request: static("desk/stale.css"),
    ],
    "SCRIPTS": [lambda request: static("desk/desk.js"), lambda request: static("desk/mistakes.js")],
    "DASHBOARD_CALLBACK": "newsroom.desk.home.home",
    "SIDEBAR": {"show_search": True, "navigation": "newsroom.desk.navigation.sidebar"},
    "ACCOUNT": {
        "navigation": [
            {"title": "Your byline", "link": reverse_lazy("desk:byline")},
            {"title": "What you are told", "link": reverse_lazy("desk:told")},
            {"title": "Security and sessions", "link": reverse_lazy("mfa_index")},
            {"title": "Change password", "link": reverse_lazy("account_change_password")},
        ]
    },
    "COLORS": {
        "primary": DESK_ACCENT,
        # One step stronger than Unfold's own, which are too faint on its gray grounds.
        "font": {"subtle-light": "var(--color-base-600)", "subtle-dark": "var(--color-base-300)"},
    },
}
