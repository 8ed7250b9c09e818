"""An authenticator app and a passkey, from setting up to logging in by it."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache

from newsroom import roles
from tests.desk import SECRET, code_of, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(live_server):
    cache.clear()
    return make_member(roles.EDITORS, "editor", password=SECRET)


@pytest.fixture
def complaints(page):
    """What the browser complains of; the policy of the desk forbids nothing that it needs."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def device(page):
    """A device that makes passkeys, and whose owner agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page, user, password=SECRET):
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")


def arrive(page, path):
    # The address of the page before may end in this one.
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def log_out(page):
    page.locator("#logout-form").evaluate("form => form.submit()")
    arrive(page, "/admin/login/")


def open_from_security(page, link):
    """What a link of the page leads to, once the password was asked again."""
    page.goto("/admin/security/")
    page.get_by_role("link", name=link).click()
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Confirm").click()


@pytest.mark.slow
def test_an_editor_who_must_sets_an_app_up_and_logs_in_by_it(page, editor, complaints, settings):
    settings.MFA_REQUIRED = {"editors"}
    log_in(page, editor)
    arrive(page, "/admin/security/")
    page.get_by_text("Your role asks for a second factor").wait_for()

    open_from_security(page, "Set up the app")
    secret = page.locator(".account-secret").text_content()
    page.wait_for_load_state()
    assert page.locator(".account-code").evaluate("one => one.complete && one.naturalWidth > 0")
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    arrive(page, "/admin/security/codes/")
    recovery = page.locator(".account-codes code").first.text_content()

    log_out(page)
    log_in(page, editor)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Go on").click()
    arrive(page, "/admin/")
    assert complaints == []


@pytest.mark.slow
def test_a_passkey_is_added_and_logs_in_alone(page, editor, device, complaints):
    log_in(page, editor)
    arrive(page, "/admin/")
    open_from_security(page, "Add a passkey")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    arrive(page, "/admin/security/codes/")
    log_out(page)

    page.goto("/admin/shows/show/")
    page.get_by_role("button", name="Use a passkey").click()
    arrive(page, "/admin/shows/show/")

    page.goto("/admin/security/")
    page.get_by_role("link", name="Remove Laptop").wait_for()
    assert complaints == []


@pytest.mark.slow
def test_a_device_that_has_a_passkey_already_is_told_so(page, editor, device):
    log_in(page, editor)
    arrive(page, "/admin/")
    open_from_security(page, "Add a passkey")
    page.get_by_role("button", name="Add the passkey").click()
    arrive(page, "/admin/security/codes/")
    page.goto("/admin/security/passkeys/add/")

    page.get_by_role("button", name="Add the passkey").click()

    page.get_by_text("This device has a passkey for your account already.").wait_for()


@pytest.mark.slow
def test_where_one_is_logged_in_is_ended_by_a_click(page, editor, browser, live_server):
    other = browser.new_context(base_url=live_server.url).new_page()
    for one in (other, page):
        log_in(one, editor)
        arrive(one, "/admin/")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#nav-sidebar").get_by_text(editor.username).click()
    page.get_by_role("link", name="Security and sessions").click()

    page.get_by_role("button", name="End the session of").click()

    page.get_by_text("Ended the session of").wait_for()
    other.goto("/admin/")
    assert "/admin/login/" in other.url
    other.context.close()


PAGES = ["", "app/", "passkeys/add/"]


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_none_of_its_pages_keeps_anybody_out(browser, live_server, editor, scheme, width):
    viewport = {"width": width, "height": 800}
    options = {"color_scheme": scheme, "viewport": viewport, "bypass_csp": True, "reduced_motion": "reduce"}
    page = browser.new_context(base_url=live_server.url, **options).new_page()
    log_in(page, editor, "wrong")
    check(page)
    log_in(page, editor)
    arrive(page, "/admin/")
    open_from_security(page, "Set up the app")
    page.locator(".account-secret").wait_for()

    for path in PAGES:
        page.goto(f"/admin/security/{path}")
        check(page)
    page.goto("/admin/password_change/")
    check(page)
    page.context.clear_cookies()
    page.goto("/admin/password/reset/")
    check(page)
    page.context.close()


def check(page):
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector('[x-cloak]:not([x-show])')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], page.url
