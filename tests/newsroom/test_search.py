"""Search: whatever is typed has an answer, and what it names comes first."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection

from articles import sealing, text, workflow
from articles.models import Article, Findable, Topic
from newsroom.lib.slugs import ascii_slug
from shows.models import Credit, Person
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    make_user,
    moment,
)
from tests.pages import read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")
# One for what is asked, shows, people, words to mark; three for what is found; two for pins; sections in menu and form.
QUERIES = 13


def search_page(client, q, **more):
    return read(client, f"/search/?{urlencode({'q': q, **more})}")


def shows_for(client, q):
    return [link.text for found in search_page(client, q).all(class_="search-shows") for link in found.all("a")]


def headlines_for(client, q, **more):
    return [headline.text for headline in search_page(client, q, **more).all(class_="row-headline")]


# -- shows ----------------------------------------------------------------------------------------


@pytest.fixture
def shows():
    make_etoile()
    make_show("Brooklyn Nine-Nine", also_known_as=["B99", "Brooklyn 99"])
    make_show("Grey’s Anatomy")
    for title in ("You", "From", "The Who", "It", "The Peripheral", "Warrior Nun", "Will & Grace", "Manifest", "Étage"):
        make_show(title)


@pytest.mark.parametrize(
    ("q", "title"),
    [
        *(
            (q, "Étoile")
            for q in ("etoile", "Étoile", "ETOILE", "E\u0301toile", "etiole", "etoil", "étoiles", "“Étoile”")
        ),
        *((q, "Étoile") for q in ("is etoile canceled?", "season 2 of etoile", "teoile", "ettoile", "étoiles")),
        *((q, "Brooklyn Nine-Nine") for q in ("b99", "B99", "Brooklyn 99", "brooklynn nine nine", "nine nine")),
        *((q, "Brooklyn Nine-Nine") for q in ("brooklyn nine-nine", "brooklin nine nine", "BROOKLYN NINE–NINE")),
        *((q, "Grey’s Anatomy") for q in ("grey's", "greys", "grey’s anatomy", "greys anatomy", "greys anatmoy")),
        *((q, "The Peripheral") for q in ("peripheral", "the periferal", "the peripheral season 2")),
        *((q, "Warrior Nun") for q in ("warriornun", "warior nun")),
        *((q, "Will & Grace") for q in ("will and grace", "will & grace")),
        *((q, q) for q in ("You", "From", "It")),
        ("the who", "The Who"),
        ("manifest -netflix", "Manifest"),
    ],
)
@pytest.mark.usefixtures("shows")
def test_a_show_is_found_first_however_it_is_written(client, q, title):
    assert shows_for(client, q)[:1] == [title]


@pytest.mark.usefixtures("shows")
def test_what_is_meant_is_asked_only_where_nothing_is_named(client):
    assert search_page(client, "etiole").one(class_="search-meant").one("a").text == "Étoile"
    assert search_page(client, "etoile").all(class_="search-meant") == []
    assert shows_for(client, "etoile") == ["Étoile"]
    assert shows_for(client, "nothing of the kind") == []


@pytest.mark.parametrize(
    "q",
    [
        *("", " ", "a", "É", "e", "x" * 5000, "étoile " * 1000, "\x00", "eto\x00ile", "'; --", '"', '"unclosed', "🩰"),
        *("the", "the who", "you from it", "-", "-netflix", "or", "or or", "!!!", "%", "_", "\\", "a & b | !c", "<->"),
        *(
            "<script>alert(1)</script>",
            "\u202eetoile",
            "\ud83d",
            "((",
            ":*",
            "etoile:A",
            "‘’“”",
            "ﬁnal",
            "ß",
            "日本",
            "١",
        ),
    ],
)
@pytest.mark.usefixtures("shows")
def test_whatever_is_typed_has_an_answer(client, q):
    make_article("Yes, season 2 is coming", body="<p>The who and the what of it.</p>")
    q = q.encode("utf-8", "surrogatepass")

    for address in ("/search/", "/search/suggest"):
        assert client.get(address, {"q": q}).status_code == 200


def test_parameters_that_mean_nothing_are_told_and_break_nothing(client):
    make_article("Season 2")
    wrong = {
        "section": "nowhere\x00",
        "show": "no\x00where",
        "since": "yesterday",
        "until": "9999-99-99",
        "before": "x",
    }

    for name, value in wrong.items():
        status = 404 if name == "before" else 200
        assert client.get("/search/", {"q": "season", name: value}).status_code == status, name
    page = read(client, "/search/?q=season&show=nowhere&since=0001-01-01")
    assert [one.text for one in page.all(class_="field-error")] == [
        "We know no show “nowhere”: give its title as its page has it.",
        "Give a date such as 2025-06-06.",
    ]
    assert client.post("/search/").status_code == 405
    assert client.head("/search/?q=season").status_code == 200


@pytest.mark.parametrize(
    ("said", "kind"), [("2025-06-06", "date"), ("yesterday", "text"), ("2025-W01-1", "text"), ("20250606", "text")]
)
def test_what_was_typed_for_a_day_stays_to_be_seen(client, said, kind):
    field = read(client, f"/search/?q=season&since={said}").one("input", name="since")

    assert (field.attrs["type"], field.attrs["value"]) == (kind, said)


def test_without_a_question_the_page_says_how_to_ask(client):
    page = read(client, "/search/")

    assert page.one("h2").text == "How to ask"
    assert page.one("link", rel="canonical").attrs["href"].endswith("/search/")
    assert page.one("meta", name="robots").attrs["content"] == "noindex, follow"


# -- people ---------------------------------------------------------------------------------------


def people_for(client, q):
    return [link.text for found in search_page(client, q).all(class_="search-people") for link in found.all("a")]


@pytest.fixture
def people():
    """Who made Étoile and plays in it as well, who plays in two shows, and somebody without a part in any."""
    etoile, minx = make_etoile(), make_show("Minx")
    creator, actor = make_person("Amy Créator-Palladino"), make_person("Zoë Ångström")
    Credit.objects.create(show=etoile, person=creator, role="creator")
    Credit.objects.create(show=etoile, person=creator, character="A dancer")
    Credit.objects.create(show=minx, person=creator)
    Credit.objects.create(show=minx, person=actor)
    make_person("Amy Nobody")


def make_person(name):
    return Person.objects.create(name=name, slug=ascii_slug(name))


@pytest.mark.parametrize(
    ("q", "name"),
    [
        *((q, "Amy Créator-Palladino") for q in ("amy", "AMY CREATOR", "amy créator palladino", "palladino")),
        *((q, "Amy Créator-Palladino") for q in ("amy creator-paladino", "ammy creator", "creator amy", "paladino")),
        *((q, "Zoë Ångström") for q in ("zoe angstrom", "Zoë Ångström", "zoe angstorm", "is zoe angstrom in minx 2?")),
    ],
)
@pytest.mark.usefixtures("people")
def test_somebody_is_found_however_the_name_is_written(client, q, name):
    assert people_for(client, q) == [name]


@pytest.mark.usefixtures("people")
def test_who_has_no_page_is_not_found(client):
    assert people_for(client, "Amy Nobody") != ["Amy Nobody"]
    assert people_for(client, "nobody") == []
    assert json.loads(client.get("/search/suggest?q=nobody").content)["suggestions"] == []


@pytest.mark.usefixtures("people")
def test_somebody_is_told_by_their_shows_what_they_created_first(client):
    (found,) = search_page(client, "creator").all(class_="search-people")

    assert found.text == "Amy Créator-Palladino Étoile, Minx"
    assert found.one("a").attrs["href"] == "/people/amy-creator-palladino/"


@pytest.mark.usefixtures("people")
def test_a_misspelled_name_finds_what_is_written_about_somebody(client):
    make_article("Zoë Ångström dances")

    page = search_page(client, "zoe angstorm")

    assert page.one(class_="search-meant").text == "Nothing has “zoe angstorm” in it. Did you mean Zoë Ångström?"
    assert page.one(class_="search-meant").one("a").attrs["href"] == "?q=Zo%C3%AB+%C3%85ngstr%C3%B6m"
    assert [one.text for one in page.all(class_="row-headline")] == ["Zoë Ångström dances"]


@pytest.mark.usefixtures("people")
def test_nobody_is_near_where_a_show_is_named_and_no_show_where_somebody_is(client):
    make_show("Zoey")
    make_show("Amie")

    assert (shows_for(client, "zoe"), people_for(client, "zoe")) == (["Zoey"], ["Zoë Ångström"])
    assert (shows_for(client, "amie"), people_for(client, "amie")) == (["Amie"], [])
    assert (shows_for(client, "amy"), people_for(client, "amy")) == ([], ["Amy Créator-Palladino"])


# -- articles -------------------------------------------------------------------------------------


def test_titles_come_before_texts_and_accents_and_endings_do_not_matter(client):
    make_article("Nothing of it", body="<p>Étoile, étoile and étoile.</p>", published="2025-05-03")
    make_article("Étoile is renewed", published="2025-05-01")
    make_article("Of something else", dek="With Étoile in the dek.", published="2025-05-02")

    assert headlines_for(client, "ETOILE") == ["Étoile is renewed", "Of something else", "Nothing of it"]
    assert headlines_for(client, "renewing etoile") == ["Étoile is renewed"]


def test_phrases_alternatives_and_what_is_left_out(client):
    make_article("One", body="<p>The second season comes.</p>")
    make_article("Two", body="<p>A season, the second, for Netflix.</p>")

    assert headlines_for(client, "“second season”") == ["One"]
    assert set(headlines_for(client, '"second season" or netflix')) == {"One", "Two"}
    assert headlines_for(client, "season -netflix") == ["One"]
    assert headlines_for(client, "-netflix") == []


def test_who_asks_for_a_phrase_learns_that_older_articles_may_have_it(client, monkeypatch):
    monkeypatch.setattr("articles.finding.LIKELY", 1)
    make_article("The second season", published="2025-05-01")
    make_article("A season, the second", published="2025-05-02")

    assert "For older ones add a word" in search_page(client, '"second season"').text
    assert "For older ones" not in search_page(client, "second season").text


def test_little_words_find_the_headlines_that_have_them(client):
    make_article("What has become of it all")
    make_article("Season 2", body="<p>What it is.</p>")

    assert headlines_for(client, "of it") == ["What has become of it all"]


def test_markup_is_no_word_and_found_words_are_marked_as_text(client):
    body = "<p>Before it.</p><p>The <em>étoiles</em> &amp; 1 &lt; 2 <strong>dance</strong>.</p>"
    make_article("On strong <b>stars</b>", body=body)

    assert headlines_for(client, "em") == headlines_for(client, "amp") == []
    page = read(client, "/search/?q=etoile")
    assert page.one(class_="search-excerpt").text == "Before it. The étoiles & 1 < 2 dance."
    assert [mark.text for mark in page.all("mark")] == ["étoiles"]
    assert read(client, "/search/?q=stars").one("h3").text == "On strong <b>stars</b>"


def test_what_is_typed_is_text_and_never_markup(client):
    page = read(client, "/search/?q=<script>alert(1)</script>")

    assert page.one("input", id="id_q").attrs["value"] == "<script>alert(1)</script>"
    assert all("alert" not in script.text for script in page.all("script"))


def test_only_what_is_public_is_found_from_the_moment_on_at_which_it_is(client):
    article = make_draft("Zebra", body="<p>First.</p>")
    assert headlines_for(client, "zebra") == []
    workflow.publish(article, by=None, at=moment("2025-05-01"))
    assert headlines_for(client, "zebra") == ["Zebra"]

    text.save_revision(article, base=1, by=None, at=JUNE_10, headline="Okapi", body="<p>Second.</p>")
    assert (headlines_for(client, "okapi"), headlines_for(client, "first")) == ([], ["Zebra"])
    workflow.update(article, by=None, at=JUNE_10, substantive=False)
    assert (headlines_for(client, "zebra"), headlines_for(client, "okapi")) == ([], ["Okapi"])

    workflow.withdraw(article, by=None, at=JUNE_10)
    assert headlines_for(client, "okapi") == []
    workflow.restore(article, by=None, at=JUNE_10)
    assert headlines_for(client, "okapi") == ["Okapi"]
    sealing.seal(article, reason="A court order", by=make_user(), at=JUNE_10)
    assert headlines_for(client, "okapi") == []
    assert Findable.objects.count() == 0


def test_what_is_due_is_found_by_whoever_searches_first(client):
    article = make_draft("Zebra")
    workflow.submit(article, by=None, at=moment("2025-05-01"))
    workflow.schedule(article, by=None, at=moment("2025-05-01"), publish_at=moment("2025-05-02"))

    assert headlines_for(client, "zebra") == ["Zebra"]


def test_articles_are_narrowed_by_show_section_days_and_what_has_changed(client):
    show = make_etoile()
    make_article("Season one", shows=[(show, 2)], published="2025-04-30")
    make_article("Season two", section=make_section("Features"), published="2025-05-10")
    cancel_etoile(show)

    assert set(headlines_for(client, "season")) == {"Season one", "Season two"}
    assert headlines_for(client, "season", show="etoile") == ["Season one"]
    assert headlines_for(client, "season", section="features") == ["Season two"]
    assert headlines_for(client, "season", since="2025-05-10") == ["Season two"]
    assert headlines_for(client, "season", until="2025-04-30") == ["Season one"]
    assert headlines_for(client, "season", changed="on") == ["Season one"]
    assert headlines_for(client, "season", section="features", changed="on") == []


def test_a_result_carries_the_notice_of_its_article(client):
    show = make_etoile()
    make_article("Season 2 is coming", shows=[(show, 2)])
    cancel_etoile(show)

    (note,) = read(client, "/search/?q=season").all(role="note")

    assert note.attrs["data-notice"] == "contradiction"


def test_a_misspelled_show_finds_its_articles_as_well(client):
    make_etoile()
    make_article("Étoile dances")

    page = read(client, "/search/?q=etiole")

    assert page.one(class_="search-meant").text == "Nothing has “etiole” in it. Did you mean Étoile?"
    assert [one.text for one in page.all(class_="row-headline")] == ["Étoile dances"]


@pytest.mark.slow
def test_a_search_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries):
    show = make_etoile()
    make_article("Étoile 0", shows=[(show, 2)])
    cancel_etoile(show)
    with django_assert_num_queries(QUERIES):
        read(client, "/search/?q=etoile")
    for number in range(1, 50):
        make_article(f"Étoile {number}", shows=[(show, 2)])
        make_show(f"Étoile {number}")
        Credit.objects.create(show=show, person=make_person(f"Étoile {number}"))

    with django_assert_num_queries(QUERIES):
        assert len(read(client, "/search/?q=etoile").all(class_="row-headline")) == 20


# -- as one types --------------------------------------------------------------------------------


def test_shows_people_and_topics_are_suggested_as_one_types(client):
    Credit.objects.create(show=make_etoile(), person=make_person("Ana Étoffe"))
    article = make_article("Season 2")
    article.topics.add(Topic.objects.create(name="Étoiles of Paris", slug="etoiles"))
    Topic.objects.create(name="Étoiles of nowhere", slug="nowhere")

    response = client.get("/search/suggest", {"q": "éto"})

    assert json.loads(response.content) == {
        "q": "éto",
        "suggestions": [
            {"name": "Étoile", "about": "Returning", "url": "/shows/etoile/"},
            {"name": "Ana Étoffe", "about": "Étoile", "url": "/people/ana-etoffe/"},
            {"name": "Étoiles of Paris", "about": "Topic", "url": "/topics/etoiles/"},
        ],
    }
    assert response["Cache-Control"] == "public, max-age=60"
    assert json.loads(client.get("/search/suggest").content) == {"q": "", "suggestions": []}


def test_many_shows_leave_room_for_topics(client):
    make_article("Season 2").topics.add(Topic.objects.create(name="Étoiles of Paris", slug="etoiles"))
    for number in range(9):
        make_show(f"Étoile {number}")

    found = json.loads(client.get("/search/suggest?q=eto").content)["suggestions"]

    assert [one["about"] for one in found] == ["No status recorded"] * 7 + ["Topic"]


# -- what is kept to be searched ---------------------------------------------------------------------


def test_words_are_kept_whichever_is_written_first(client):
    """As an import does: the article with its dates, then its words."""
    article = make_article("Zebra")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_findable")
        cursor.execute("SELECT nextval(pg_get_serial_sequence('articles_revision', 'id'))")
        (number,) = cursor.fetchone()
        cursor.execute("UPDATE articles_article SET live_revision_id = %s WHERE id = %s", [number, article.pk])
        cursor.execute(
            "INSERT INTO articles_revision SELECT (jsonb_populate_record(r, %s)).* FROM articles_revision r",
            [json.dumps({"id": number, "number": 2, "headline": "Okapi"})],
        )

    assert headlines_for(client, "okapi") == ["Okapi"]


def test_a_very_long_text_is_published_all_the_same(client):
    words = " ".join(f"w{number:x}" for number in range(50_000))
    make_article("Long", body=f"<p>{words}</p>")

    assert headlines_for(client, "w10") == ["Long"]
    assert Article.objects.published().count() == 1
