"""Sections and topics."""

import pytest

from articles import workflow
from articles.models import Topic
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_section, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

LISTS = ["/sections/features/", "/topics/ballet/"]


def make_filed(headline="Filed", make=make_article, **fields):
    """An article in the section and on the topic of both lists."""
    article = make(headline, section=make_section("Features"), **fields)
    article.topics.add(Topic.objects.get_or_create(name="Ballet", slug="ballet")[0])
    return article


def headlines(page):
    return [found.text for found in page.all(class_="card-headline")]


@pytest.mark.parametrize(("path", "name"), [(LISTS[0], "Features"), (LISTS[1], "Ballet")])
def test_a_list_has_its_articles_newest_first_each_with_its_notice(client, path, name):
    show = make_etoile()
    make_filed("Older", published="2025-04-01")
    make_filed("Hopeful", shows=[(show, 2)], published="2025-04-30")
    make_filed("Draft", make=make_draft)
    workflow.withdraw(make_filed("Withdrawn"), by=None, at=moment("2025-06-10"))
    make_article("Elsewhere", section=make_section("News"))
    cancel_etoile(show)

    page = read(client, path)

    assert page.one("h1").text == name
    assert headlines(page) == ["Hopeful", "Older"]
    assert page.one(data_notice="contradiction", role="note").text.startswith("This has since changed. ")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_paged_and_each_page_has_its_own_address(client, settings, path):
    settings.SITE_URL = "https://newsroom.example"
    for number in range(31):
        make_filed(f"{number}", published=f"2025-05-{number + 1:02}")

    first = read(client, f"{path}?utm_source=x")
    older = first.one("a", rel="next").attrs["href"]
    second = read(client, f"{path}{older}&utm_source=x")

    assert (len(headlines(first)), headlines(second)) == (30, ["0"])
    assert older.startswith("?before=")
    canonical = [page.one("link", rel="canonical").attrs["href"] for page in (first, second)]
    assert canonical == [f"https://newsroom.example{path}", f"https://newsroom.example{path}{older}"]
    assert " before May 2, 2025, " in second.one("title").text


@pytest.mark.parametrize("before", ["", "2", "x", "%00", "9" * 5000])
@pytest.mark.parametrize("path", LISTS)
def test_a_page_that_is_not_there_is_not_found(client, path, before):
    make_filed()

    for name in ("before", "after"):
        assert client.get(f"{path}?{name}={before}").status_code == 404


@pytest.mark.parametrize("path", ["/sections/nothing/", "/topics/nothing/", "/sections/", "/topics/", "/sections/%00/"])
def test_what_names_no_list_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_an_empty_list_says_so_and_leads_on(client):
    make_section("Features")

    empty = read(client, "/sections/features/").one(class_="empty")

    assert empty.text == "Nothing has been published here yet. The latest articles"
    assert empty.one("a").attrs["href"] == "/"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries, pictures, path):
    show = make_etoile()

    def make(number):
        picture = {"lead_picture": pictures(f"{number}.png"), "lead_image_alt": "A drawing"}
        make_filed(f"{number}", shows=[show, (show, 2)], authors=["TV desk", "Streaming desk"], **picture)

    make(0)
    cancel_etoile(show)
    with django_assert_num_queries(6):
        read(client, path)
    for number in range(1, 50):
        make(number)

    with django_assert_num_queries(6):
        assert len(headlines(read(client, path))) == 30
