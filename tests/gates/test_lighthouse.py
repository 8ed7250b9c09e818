"""Lighthouse, on the page of an article with everything on it."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.gates import lighthouse

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILOBYTE = 1000


@pytest.fixture
def report(everything, live_server, settings, chromium):
    settings.SITE_URL = live_server.url
    return lighthouse.measured(f"{live_server.url}/articles/everything/", chromium)


def sent_of(resource):
    """The bytes of a resource; a stylesheet's as the server sends it, which has it compressed beforehand."""
    if resource["resourceType"] != "Stylesheet":
        return resource["transferSize"]
    return len(gzip.compress(Path(finders.find("css/site.css")).read_bytes()))


def test_an_article_is_open_well_made_and_found(report):
    scores = lighthouse.scores(report)

    for category in ("accessibility", "best-practices", "seo"):
        assert scores[category] >= 95, lighthouse.failing(report, category)
    assert report["audits"]["cumulative-layout-shift"]["numericValue"] == 0
    asked = report["audits"]["network-requests"]["details"]["items"]
    sent = {one["url"]: sent_of(one) for one in asked if one["resourceType"] != "Image"}
    assert sum(sent.values()) < 100 * KILOBYTE, sent
    assert asked[0]["url"] == report["finalDisplayedUrl"]
    blocking = report["audits"]["render-blocking-resources"]["details"]["items"]
    assert [one["url"] for one in blocking if not one["url"].endswith("/css/site.css")] == []
    styles = [one["url"] for one in asked if one["resourceType"] == "Stylesheet"]
    assert len(styles) == 1
