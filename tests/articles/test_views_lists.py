"""Sections, topics, authors, months; and all corrections."""

import pytest

from articles import workflow
from articles.models import Author, Correction, Topic
from tests.again import make_copies
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_section, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

LISTS = ["/sections/features/", "/topics/ballet/", "/authors/tv-desk/", "/archive/2025/05/"]


def make_filed(headline="Filed", make=make_article, **fields):
    """An article that is on every list."""
    filed = {"section": make_section("Features"), "authors": ["TV desk", "Streaming desk"], "published": "2025-05-20"}
    article = make(headline, **(filed | fields))
    article.topics.add(Topic.objects.get_or_create(name="Ballet", slug="ballet")[0])
    return article


def headlines(page):
    return [found.text for found in page.all(class_="card-headline")]


@pytest.mark.parametrize(("path", "name"), [*zip(LISTS, ["Features", "Ballet", "TV desk", "May 2025"], strict=True)])
def test_a_list_has_its_articles_newest_first_each_with_its_notice(client, path, name):
    show = make_etoile()
    make_filed("Older", published="2025-05-01")
    make_filed("Hopeful", shows=[(show, 2)], published="2025-05-30")
    make_draft("Draft", section=make_section("Features"), authors=["TV desk"])
    workflow.withdraw(make_filed("Withdrawn"), by=None, at=moment("2025-06-10"))
    make_article("Elsewhere", section=make_section("News"), published="2025-04-30", authors=["Else"])
    cancel_etoile(show)

    page = read(client, path)

    assert page.one("h1").text == name
    assert headlines(page) == ["Hopeful", "Older"]
    assert page.one(data_notice="contradiction", role="note").text.startswith("This has since changed. ")


@pytest.mark.slow
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


@pytest.mark.parametrize("path", ["/archive/2025/04/", "/archive/2025/13/", "/archive/0000/01/", "/authors/nobody/"])
def test_no_month_and_nobody_without_articles_has_a_page(client, path):
    make_filed()

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sections/nothing/", "/topics/nothing/", "/sections/", "/topics/", "/sections/%00/"])
def test_what_names_no_list_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_an_empty_list_says_so_and_leads_on(client):
    make_section("Features")

    empty = read(client, "/sections/features/").one(class_="empty")

    assert empty.text == "Nothing has been published here yet. The latest articles"
    assert empty.one("a").attrs["href"] == "/"


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries, pictures, path):
    show = make_etoile()

    def make(number):
        picture = {"lead_picture": pictures(f"{number}.png"), "lead_image_alt": "A drawing"}
        return make_filed(f"{number}", shows=[show, (show, 2)], authors=["TV desk", "Streaming desk"], **picture)

    make(0)
    cancel_etoile(show)
    with django_assert_num_queries(6):
        read(client, path)
    for number in (1, 2):
        make_copies(make(number), 24)

    with django_assert_num_queries(6):
        assert len(headlines(read(client, path))) == 30


# -- authors --------------------------------------------------------------------------------------


def test_an_author_is_introduced_on_the_first_page(client):
    make_filed(authors=["Ada Byline"])
    profile = {"role": "Television critic", "biography": "Watches <b>everything</b>.", "email": "ada@newsroom.example"}
    Author.objects.update(**profile, links=["https://www.example.com/ada/"])

    page = read(client, "/authors/ada-byline/")

    header = page.one(class_="list-header").text
    assert "Television critic Watches <b>everything</b>. ada@newsroom.example example.com/ada" in header
    assert page.one("title").text == "Ada Byline, Television critic | Newsroom"
    assert page.one("a", href="https://www.example.com/ada/").attrs["rel"] == "me noopener noreferrer"


def test_a_byline_leads_to_its_author(client):
    article = make_filed(authors=["Ada Byline"])

    byline = read(client, article.get_absolute_url()).one(class_="article-by")

    assert byline.one("a").attrs["href"] == "/authors/ada-byline/"


def test_under_whose_name_nothing_is_public_is_nobody_to_readers(client):
    workflow.withdraw(make_filed("Withdrawn", authors=["Ada Byline"]), by=None, at=moment("2025-06-10"))
    make_draft("Draft", authors=["Ben Byline"])

    for slug in ("ada-byline", "ben-byline"):
        assert client.get(f"/authors/{slug}/").status_code == 404


# -- months ---------------------------------------------------------------------------------------


def test_the_archive_has_every_month_in_which_something_came_out(client):
    for day in ("2023-12-31", "2025-03-01", "2025-05-02", "2025-05-03"):
        make_filed(day, published=day)
    workflow.withdraw(make_filed("Withdrawn", published="2024-06-01"), by=None, at=moment("2025-06-10"))

    page = read(client, "/archive/")

    assert [heading.text for heading in page.one("main").all("h2")] == ["2025", "2023"]
    links = page.one("main").all("a")
    assert [link.text for link in links] == ["May 2025", "March 2025", "December 2023"]
    assert [link.attrs["href"] for link in links] == [f"/archive/{one}/" for one in ("2025/05", "2025/03", "2023/12")]


def test_a_month_leads_to_those_before_and_after_in_which_something_came_out(client):
    for day in ("2023-12-31", "2025-03-01", "2025-05-02"):
        make_filed(day, published=day)

    def ways(path):
        return [link.attrs["href"] for link in read(client, path).one(class_="months").all("a")]

    assert ways("/archive/2025/05/") == ["/archive/2025/03/"]
    assert ways("/archive/2025/03/") == ["/archive/2025/05/", "/archive/2023/12/"]
    assert ways("/archive/2023/12/") == ["/archive/2025/03/"]


def test_a_month_begins_and_ends_with_the_newsrooms(client):
    make_filed("April still", published="2025-05-01T03:59:59Z")
    make_filed("May", published="2025-05-01T04:00:00Z")
    make_filed("May still", published="2025-06-01T03:59:59Z")

    assert headlines(read(client, "/archive/2025/05/")) == ["May still", "May"]
    assert headlines(read(client, "/archive/2025/04/")) == ["April still"]


def test_an_empty_archive_says_so(client):
    assert read(client, "/archive/").one(class_="empty").text == "Nothing has been published yet."


# -- corrections ----------------------------------------------------------------------------------


def correct(article, text, on):
    Correction.objects.create(article=article, text=text, corrected_at=moment(on))


def test_corrections_are_listed_newest_first_each_with_its_article_and_notice(client):
    show = make_etoile()
    hopeful = make_article("Hopeful", shows=[(show, 2)])
    correct(hopeful, "It was <two> seasons, not one.", "2025-05-03")
    correct(make_article("Other"), "A name was misspelled.", "2025-05-04")
    gone = make_article("Gone")
    correct(gone, "Nobody is to read this.", "2025-05-05")
    workflow.withdraw(gone, by=None, at=moment("2025-06-10"))
    cancel_etoile(show)

    other, first = read(client, "/corrections/").all(class_="correction")

    assert other.text.startswith("May 4, 2025 A name was misspelled. Other Published ")
    assert first.one(class_="correction-text").text == "It was <two> seasons, not one."
    assert first.one("a").attrs["href"] == hopeful.get_absolute_url()
    assert first.one(role="note").attrs["data-notice"] == "contradiction"
    assert other.all(role="note") == []


def test_the_policy_tells_a_correction_from_news_that_came_later(client):
    page = read(client, "/corrections/")

    assert "News that came later is no correction." in page.one(id="policy").text
    assert page.one(class_="empty").text == "We have corrected nothing yet."


@pytest.mark.slow
def test_corrections_take_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries):
    show = make_etoile()
    correct(make_article("0", shows=[(show, 2)]), "Wrong.", "2025-05-01")
    cancel_etoile(show)
    with django_assert_num_queries(6):
        read(client, "/corrections/")
    for number in range(1, 50):
        correct(make_article(f"{number}", shows=[(show, 2)]), "Wrong.", f"2025-05-01T12:{number:02}:00Z")

    with django_assert_num_queries(6):
        page = read(client, "/corrections/")
    assert len(page.all(class_="correction")) == 30
    assert len(read(client, f"/corrections/{page.one('a', rel='next').attrs['href']}").all(class_="correction")) == 20
