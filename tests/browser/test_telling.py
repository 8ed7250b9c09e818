"""Being told, in a browser: what one chooses holds, and the link of a message ends its kind."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from articles import comments
from newsroom import roles
from newsroom.models import Wishes
from tests.desk import session_of
from tests.factories import make_draft, make_user
from tests.newsroom.telling.mail import make_reader_of_mail, work

pytestmark = pytest.mark.django_db(transaction=True)


def grave(page):
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def remark(article):
    at = timezone.now()
    comments.say(article, "Nice lede", by=make_user(), at=at)
    return work(at=at)


def test_what_one_is_told_is_chosen_and_ended_by_the_link_of_a_message(
    browser, live_server, client, mailoutbox, settings
):
    settings.SITE_URL = live_server.url
    rae = make_reader_of_mail(roles.REPORTERS)
    client.force_login(rae)
    article = make_draft("Étoile ends", by=rae)
    assert remark(article) == 1
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()

    # nobody is signed in
    page.goto(urlsplit(mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")).path)
    assert grave(page) == []
    page.get_by_role("button", name="Send me nothing like this any more").click()
    page.get_by_text("You get no more mail of this kind").wait_for()
    assert remark(article) == 0

    context.add_cookies([session_of(client, live_server)])
    page.goto("/admin/told/")
    assert grave(page) == []
    page.get_by_label("A piece of yours is sent back, or commented on").select_option(label="At once")
    page.get_by_label("A piece is given to you").select_option(label="Not at all")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("From now on you are told what you have chosen.").wait_for()
    context.close()

    assert remark(article) == 1
    assert Wishes.objects.get(user=rae).assigned == "never"
