"""The list of what is named and not covered, gone through: one show is set aside, two are covered at once."""

import pytest
from playwright.sync_api import expect

from articles import uncovered
from articles.models import Coverage, NotAbout
from tests.browser.test_stale_desk import breaches, desk, titles  # noqa: F401
from tests.factories import make_article, make_show, record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def test_an_editor_sets_one_aside_and_covers_two_at_once(desk):  # noqa: F811
    minx = make_show("Minx", seasons=(1,))
    record(minx, "returning", "2025-01-10")
    for number in (1, 2, 3):
        make_article(f"“Minx” returns, part {number}")
    record(minx, "canceled", "2025-06-06")
    uncovered.read_waiting()

    desk.goto("/admin/named/")
    expect(titles(desk)).to_have_text([f"“Minx” returns, part {number}" for number in (3, 2, 1)])
    assert breaches(desk) == []
    desk.get_by_role("button", name="Not about it: Minx, in ““Minx” returns, part 3”").click()

    expect(desk.locator("body")).to_contain_text("is not about “Minx”", use_inner_text=True)
    desk.get_by_role("button", name="Tick all on this page").click()
    desk.get_by_role("button", name="Cover them").click()

    said = desk.locator("body")
    expect(said).to_contain_text("2 shows are covered now. 2 of the articles have since changed", use_inner_text=True)
    expect(said).to_contain_text("Every published article covers the shows that it names", use_inner_text=True)
    assert (Coverage.objects.count(), NotAbout.objects.count()) == (2, 1)
    desk.goto("/admin/stale/")
    expect(titles(desk)).to_have_text(["“Minx” returns, part 2", "“Minx” returns, part 1"])
