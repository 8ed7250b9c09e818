"""What published articles name and do not cover, gone through at the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import hints, sealing, uncovered, workflow
from articles.models import Article, Coverage, NotAbout
from newsroom import roles
from newsroom.desk import named
from shows.models import Show
from tests.desk import sign_in, told
from tests.factories import make_article, make_section, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

PATH = reverse("desk:named")
JUNE_6 = moment("2025-06-06")


def make_named(*headlines, **fields):
    found = [make_article(headline, **fields) for headline in headlines]
    uncovered.read_waiting()
    return found


def headlines(client, query=""):
    return [one.text for one in read(client, PATH + query).all("p", class_="stale-title")]


def act(client, name, *pairs, **more):
    rows = [f"{article.pk}.{show.pk}" for article, show in pairs]
    return client.post(PATH, {"act": name, "row": rows, **more})


@pytest.fixture
def minx():
    return make_show("Minx", seasons=(1,))


def test_each_row_has_the_words_the_show_and_where_it_stands(client, minx):
    sign_in(client, roles.EDITORS)
    record(minx, "canceled", "2025-01-10")
    make_named("What is <b>next</b> & “Minx” season 2")

    row = read(client, PATH).one("li", class_="named-row")

    assert row.one("p", class_="named-words").text == "In the headline: What is <b>next</b> & “Minx” season 2"
    assert row.one("mark").text == "Minx"
    assert row.one("a", href=reverse("admin:shows_show_change", args=[minx.pk])).text == "Minx"
    assert "season 2 · the show today: Canceled" in row.text


def test_the_newest_come_first_and_pages_follow_one_another(client, minx, monkeypatch):
    monkeypatch.setattr(named, "SIZE", 2)
    sign_in(client, roles.EDITORS)
    for day in (1, 3, 2):
        make_named(f"“Minx”, day {day}", published=f"2025-02-0{day}")

    first = read(client, PATH)
    (older,) = [one.attrs["href"] for one in first.all("a") if one.text == "Those after these"]

    assert headlines(client) == ["“Minx”, day 3", "“Minx”, day 2"]
    assert headlines(client, older) == ["“Minx”, day 1"]
    assert "3 times a show is named and not covered" in first.text
    assert client.get(f"{PATH}?cursor=x").status_code == 302


def test_it_is_narrowed(client, minx):
    sign_in(client, roles.EDITORS)
    film = make_section("Film")
    make_show("GLOW")
    make_named("“Minx” is back")
    make_named("A look back", body="<p>At <em>GLOW</em>.</p>", section=film)

    assert headlines(client) == ["A look back", "“Minx” is back"]
    for query in ("q=look", "show=glow", f"section={film.pk}", "where=body", "q=look&show=glow"):
        assert headlines(client, f"?{query}") == ["A look back"]
    assert "Nothing here is like that." in read(client, f"{PATH}?q=nowhere").text


def test_several_are_covered_at_once_and_what_changed_is_told(client, minx):
    editor = sign_in(client, roles.EDITORS)
    record(minx, "returning", "2025-01-10")
    first, second = make_named("“Minx” is back", "More “Minx”")
    record(minx, "canceled", "2025-06-06")

    answer = act(client, "cover", (first, minx), (second, minx), back=f"{PATH}?show=minx")

    assert (answer.status_code, answer.url) == (302, f"{PATH}?show=minx")
    assert told(answer) == [
        "2 shows are covered now. 2 of the articles have since changed: readers are told, and the stale desk waits "
        "for a decision."
    ]
    assert set(Coverage.objects.values_list("article", "show")) == {(first.pk, minx.pk), (second.pk, minx.pk)}
    assert first.audit.latest("pk").by == editor
    assert headlines(client) == []


def test_one_is_covered_or_set_aside_by_its_own_button(client, minx):
    editor = sign_in(client, roles.EDITORS)
    first, second = make_named("“Minx” is back", "More “Minx”")

    covered = client.post(PATH, {"act": f"cover-{first.pk}.{minx.pk}", "row": f"{second.pk}.{minx.pk}"})
    aside = client.post(PATH, {"act": f"not_about-{second.pk}.{minx.pk}"})

    assert told(covered) == ["““Minx” is back” covers “Minx” now."]
    assert told(aside)[-1:] == ["“More “Minx”” is not about “Minx”."]
    assert Coverage.objects.get().article == first
    assert (NotAbout.objects.get().article, NotAbout.objects.get().by) == (second, editor)


def test_what_is_named_in_passing_becomes_a_mention(client, minx):
    sign_in(client, roles.EDITORS)
    record(minx, "returning", "2025-01-10")
    first, second = make_named("“Minx” is back", "More “Minx”")
    record(minx, "canceled", "2025-06-06")

    assert told(act(client, "mention", (first, minx), (second, minx))) == ["2 shows are listed as mentions now."]
    assert set(Coverage.objects.values_list("mention_only", flat=True)) == {True}
    assert not Article.objects.published().since_changed().exists()


def test_what_somebody_else_settled_meanwhile_is_told_and_the_rest_is_done(client, minx):
    sign_in(client, roles.EDITORS)
    first, second, third = make_named("“Minx” is back", "More “Minx”", "“Minx” for good")
    hints.dismiss(first, [minx.pk], by=None, at=JUNE_6)
    workflow.withdraw(second, by=None, at=JUNE_6)

    answer = act(client, "cover", (first, minx), (second, minx), (third, minx))

    done, *refused = told(answer)
    assert done == "““Minx” for good” covers “Minx” now."
    assert len(refused) == 2
    assert all("is not listed with “Minx” any more" in one for one in refused)
    assert Coverage.objects.get().article == third


@pytest.mark.parametrize("role", [roles.EDITORS, roles.MANAGING_EDITORS])
def test_of_what_is_sealed_nothing_is_told(client, minx, role):
    sign_in(client, role)
    (article,) = make_named("“Minx” in court")
    sealing.seal(article, reason="A judge", by=make_user(), at=JUNE_6)

    (said,) = told(act(client, "cover", (article, minx)))

    assert "court" not in said
    assert "not at the desk any more" in said
    assert not Coverage.objects.exists()


@pytest.mark.parametrize("rows", [[], ["x"], ["1.2.3"], ["1"]])
def test_what_names_no_row_is_told(client, rows):
    sign_in(client, roles.EDITORS)

    assert "Nothing was ticked" in told(client.post(PATH, {"act": "cover", "row": rows}))[0]


def test_unknown_acts_and_ways_back_are_refused(client, minx):
    sign_in(client, roles.EDITORS)
    (article,) = make_named("“Minx” is back")

    assert act(client, "erase", (article, minx)).status_code == 404
    assert act(client, "cover", (article, minx), back="https://elsewhere.example/").url == PATH


def test_reporters_have_no_such_page(client, minx):
    user = sign_in(client, roles.REPORTERS)
    (article,) = make_named("“Minx” is back", by=user)

    assert client.get(PATH).status_code == 403
    assert act(client, "cover", (article, minx)).status_code == 403
    assert read(client, reverse("admin:index")).all("section", aria_labelledby="named") == []
    assert not Coverage.objects.exists()


def test_home_counts_them(client, minx):
    sign_in(client, roles.EDITORS)
    make_named("“Minx” is back", "More “Minx”")

    link = read(client, reverse("admin:index")).one("section", aria_labelledby="named").one("a")

    assert (link.attrs["href"], link.text) == (PATH, "2 times a published article names a show and does not cover it")


def test_a_full_page_takes_as_many_queries_as_one_row(client, minx):
    sign_in(client, roles.EDITORS)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, PATH)
        return len(context)

    make_named("“Minx” is back")
    few = queries()
    shows = Show.objects.bulk_create(Show(title=f"Nightwatch {one}", slug=f"nightwatch-{one}") for one in range(50))
    make_named("Everything that comes", body="".join(f"<p><em>{show.title}</em></p>" for show in shows))

    assert len(read(client, PATH).all("li", class_="named-row")) == named.SIZE
    assert queries() == few <= 25
