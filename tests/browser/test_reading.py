"""A text is read while it is written: the show that it names is offered, and what the ledger contradicts is told."""

import pytest
from playwright.sync_api import expect

from articles.models import Coverage
from newsroom import roles
from tests.browser.test_article_desk import body, complaints, save, sign_in  # noqa: F401
from tests.factories import cancel_etoile, make_etoile, make_section

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_the_headline_names_is_offered_and_covered_by_the_keyboard(sign_in, complaints):  # noqa: F811
    cancel_etoile(make_etoile())
    make_section()
    page, _ = sign_in(roles.EDITORS, "editor")
    page.goto("/admin/articles/article/add/")

    page.get_by_label("Headline").fill("Étoile season 2 is coming")
    offer = page.get_by_role("button", name="Cover Étoile, season 2")
    offer.wait_for()
    doubts = page.get_by_role("region", name="What the ledger contradicts")
    expect(doubts).to_contain_text("Order reversed")
    expect(doubts.get_by_role("link", name="Deadline")).to_be_visible()
    expect(page.get_by_role("button", name="Not about Étoile")).to_be_hidden()

    offer.focus()
    page.keyboard.press("Enter")

    page.get_by_text("Étoile stands under “What it covers”. Save to keep it.").wait_for()
    expect(page.locator("#id_coverage-0-season_number")).to_have_value("2")
    page.wait_for_function("!document.querySelector('[data-offer]')")
    expect(doubts).to_be_visible()
    body(page).click()
    page.keyboard.type("Yes.")
    page.locator("#id_section").select_option(label="Television")
    save(page)
    page.get_by_text("is saved as a draft").wait_for()
    assert str(Coverage.objects.get()) == "Étoile, season 2"
    assert complaints == []
