import logging
import re

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri
from django.views.decorators.csp import csp_override

from articles import workflow
from newsroom import accounts, addresses, health, nowhere, sessions
from newsroom.desk import sign_in
from newsroom.lib.problems import as_problem

logger = logging.getLogger(__name__)

# Whoever works at the desk is no reader, and who fetches a picture has the page already.
NOT_PUBLIC = ("/admin/", "/media/")

OTHERWISE_REFUSED = re.compile(r"/admin/|/api/(?!docs/\Z)")
READ = ("GET", "HEAD", "OPTIONS")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def answer_watchers(get_response):
    """Tell those who watch over servers how we are, by whatever name or scheme they ask."""
    views = {"/healthz": health.alive, "/readyz": health.ready}

    def middleware(request):
        return views.get(request.path_info, get_response)(request)

    return middleware


def admin_policy(get_response):
    """Let the desk do what its interface needs, and no public page."""
    desk = csp_override(settings.SECURE_CSP_ADMIN)(get_response)

    def middleware(request):
        return (desk if request.path_info.startswith("/admin/") else get_response)(request)

    return middleware


def speak_to_programs(get_response):
    """Let programs anywhere read feed and API, and tell them what is wrong in a form that they can read."""

    def middleware(request):
        response = get_response(request)
        if not addresses.FOR_PROGRAMS.match(request.path_info):
            return response
        response = as_problem(response)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        return response

    return middleware


def help_on_from_nowhere(get_response):
    """Whoever is led nowhere else gets a page of ours; with ``DEBUG`` on, too, and no list of our addresses."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 404 or not nowhere.is_for_readers(request):
            return response
        page = nowhere.page(request)
        for name, value in response.items():
            page.headers.setdefault(name, value)
        return page

    return middleware


def let_pages_only_be_read(get_response):
    """Whoever sends a reader's page something learns that it takes nothing, before anybody asks for a token."""

    def middleware(request):
        # The desk has forms, and the API its own words for it.
        if request.method in READ or OTHERWISE_REFUSED.match(request.path_info):
            return get_response(request)
        return HttpResponseNotAllowed(READ)

    return middleware


def ask_for_nothing_of_the_device(get_response):
    """No page of ours needs to see, hear or find anybody."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


class SlashesWhereNothingElseIsMended(CommonMiddleware):
    """Adds the slash that an address lacks; but a page of readers is led to in one step, if there is one."""

    def should_redirect_with_slash(self, request):
        return request.path_info.startswith(addresses.AS_WRITTEN) and super().should_redirect_with_slash(request)


def lead_to_present_address(get_response):
    """An address of before, or in other letters, leads in one step to the one that is."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        path = addresses.present(request.path_info)
        if path is None:
            return response
        asked = request.META.get("QUERY_STRING", "")
        response = redirect(f"{path}?{iri_to_uri(asked)}" if asked else path, permanent=True)
        # Somebody else may take the address, and browsers forget no redirect that says nothing of its end.
        patch_cache_control(response, public=True, max_age=3600)
        return response

    return middleware


class AskForSecondFactor:
    """Lead whoever needs a second factor and has none to setting one up, before anything else of the desk answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not request.path_info.startswith("/admin/") or (match.url_name in sign_in.NAMES and not match.namespaces):
            return None
        if request.user.is_authenticated and accounts.lacks_second_factor(request.user):
            return redirect("mfa_index")
        return None


def note_when_seen(get_response):
    """Keep account of who is at the desk, from where, every few minutes."""

    def middleware(request):
        if request.path_info.startswith("/admin/"):
            sessions.see(request, at=timezone.now())
        return get_response(request)

    return middleware


class PublishWhatIsDue:
    """Whoever asks for a public page publishes what is due before: readers never wait for the worker."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path_info.startswith(NOT_PUBLIC):
            publish_what_is_due()


def publish_what_is_due():
    try:
        workflow.publish_due(at=timezone.now())
    except Exception:
        # The page is as it was a moment ago, which is better than none.
        logger.exception("What is due could not be published.")
