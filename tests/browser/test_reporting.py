"""An article brings the news: filled in beside it, looked at, published, and told on the older piece."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shows.models import StatusEntry
from tests.articles.test_reports import keep
from tests.articles.writing import act, change
from tests.browser.test_desk_axe import check, desk
from tests.factories import make_article, make_draft, make_etoile

__all__ = ["desk"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_news_is_filled_in_looked_at_and_published_with_its_change(desk):
    show = make_etoile()
    make_article("Yes, it returns", slug="returns", shows=[show], published="2025-05-01")
    news = make_draft("Étoile is canceled", slug="canceled", shows=[show])
    page, complaints = desk("light", width=360), []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)

    page.goto(change(news))
    page.get_by_role("link", name="Say what it reports of Étoile").click()
    page.get_by_role("link", name="Canceled", exact=True).click()
    page.get_by_label("Source", exact=True).fill("Deadline")
    page.get_by_role("button", name="Keep it with the article").click()
    page.get_by_role("region", name="Kept, and recorded by publishing").wait_for()
    assert not StatusEntry.objects.filter(status="canceled").exists()
    page.get_by_role("link", name="Back to the article").click()
    page.get_by_role("button", name="Publish…").click()
    told = page.get_by_role("region", name="Articles that gain a notice")
    expect(told).to_contain_text("Yes, it returns")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("is live").wait_for()

    entry = StatusEntry.objects.get(status="canceled")
    assert (entry.source_name, news.reports.get().entry) == ("Deadline", entry)
    page.goto("/articles/returns/")
    notice = page.locator("[data-notice]").first
    expect(notice).to_contain_text("canceled Étoile")
    expect(notice.locator("a[href='/articles/canceled/']")).to_have_count(1)
    assert complaints == []


@pytest.mark.slow
def test_what_it_reports_keeps_nobody_out(desk):
    show = make_etoile()
    make_article("Yes, it returns", shows=[show], published="2025-05-01")
    news = make_draft("Étoile is canceled", shows=[show])
    keep(news, show, new_network="Roku", new_network_kind="streamer", unticked=["2.order_reversed"])
    page = desk("dark", width=360)

    for where in (reverse("desk:reports", args=[news.pk, show.pk]), act(news, "publish"), act(news, "schedule")):
        page.goto(where)
        page.get_by_role("region", name="Articles that gain a notice").wait_for()
        check(page, where, widths=(1440,))
