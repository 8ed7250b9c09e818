"""What readers find of a show: its drawn timeline, and what has changed lately."""

import pytest

from tests.factories import cancel_etoile, make_article, make_etoile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_from_what_was_canceled_to_the_article_on_the_drawn_timeline(page):
    show = make_etoile()
    cancel_etoile(show)
    make_article("Étoile is canceled", shows=[show, (show, 2)], published="2025-06-07", slug="canceled")
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto("/status/")
    page.get_by_label("What").select_option("canceled")
    page.get_by_role("button", name="Show them").click()
    page.wait_for_url("**/status/?kind=canceled*")
    page.get_by_role("heading", name="Étoile", exact=True).get_by_role("link").click()
    page.wait_for_url("**/shows/etoile/")

    # The drawing is wider than the phone, and the page is not.
    drawn = page.get_by_role("region", name="The timeline, drawn")
    assert drawn.evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    drawn.focus()
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="The show: Canceled, June 6, 2025, reported. Read: Étoile is canceled")
    assert link.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/canceled/")
