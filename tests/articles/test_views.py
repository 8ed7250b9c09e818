from datetime import timedelta

import pytest
from django.utils import timezone
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH

from articles import exemptions, text, views, workflow
from articles.models import Coverage, Topic
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    moment,
    record,
)
from tests.pages import read, scripts

pytestmark = pytest.mark.django_db

MAY_2 = moment("2025-05-02T14:00+00:00")
BODY = "<p>Both seasons were ordered at once.</p><h2>Is season 2 coming?</h2><p>Yes &amp; soon.</p>"


def address(article):
    return f"/articles/{article.slug}/"


def notices_on(page):
    return [(found.attrs["data-notice"], found.text) for found in page.all(data_notice=True)]


def revise(article, **words):
    article.refresh_from_db()
    return text.save_revision(article, base=article.latest_revision.number, by=None, at=MAY_2, **words)


# -- what it shows -------------------------------------------------------------------------------


def test_the_page_has_the_article(client):
    article = make_article(
        "Yes, season 2 is coming",
        published="2025-04-30T12:00+00:00",
        dek="What we know.",
        body=BODY,
        authors=["TV desk", "Streaming desk"],
    )

    page = read(client, address(article))

    assert page.one("h1").text == "Yes, season 2 is coming"
    assert page.one(class_="article-dek").text == "What we know."
    assert [step.text for step in page.one("nav", class_="breadcrumbs").all("li")] == [
        "Newsroom",
        "Television",
        "Yes, season 2 is coming",
    ]
    assert [line.text for line in page.all(class_="article-line")] == [
        "By TV desk and Streaming desk",
        "Published April 30, 2025, 8 a.m. EDT",
    ]
    assert page.one(class_="body").text == "Both seasons were ordered at once.Is season 2 coming?Yes & soon."
    assert notices_on(page) == []


def test_the_head_names_the_page(client, settings):
    settings.SITE_URL = "https://newsroom.example"
    article = make_article("Yes, season 2 is coming", dek="What we know.")

    page = read(client, address(article))

    assert page.one("title").text == "Yes, season 2 is coming | Newsroom"
    assert page.one("meta", name="description").attrs["content"] == "What we know."
    assert page.one("link", rel="canonical").attrs["href"] == f"https://newsroom.example{address(article)}"


def test_an_update_is_dated_and_shows_the_new_text(client):
    article = make_article(published="2025-04-30T12:00+00:00")
    revise(article, headline="Season 2 is still coming")
    assert read(client, address(article)).one("h1").text == "Yes, season 2 is coming"

    workflow.update(article, by=None, at=MAY_2, substantive=True)

    page = read(client, address(article))
    assert page.one("h1").text == "Season 2 is still coming"
    dates = [date.text for date in page.all(class_="article-date")]
    assert dates == ["Published April 30, 2025, 8 a.m. EDT", "Updated May 2, 2025, 10 a.m. EDT"]


def test_a_review_is_dated_as_such(client):
    article = make_article(published="2025-04-30T12:00+00:00")

    workflow.review(article, by=None, at=MAY_2)

    dates = [date.text for date in read(client, address(article)).all(class_="article-date")]
    assert dates == ["Published April 30, 2025, 8 a.m. EDT", "Reviewed May 2, 2025, 10 a.m. EDT"]


def test_corrections_stand_on_the_page(client):
    article = make_article()

    workflow.update(article, by=None, at=MAY_2, substantive=False, correction="We misspelled a name.")

    assert read(client, address(article)).one(class_="corrections").one("li").text == (
        "May 2, 2025: We misspelled a name."
    )


def test_the_shows_covered_are_linked(client):
    show, other = make_show("Étoile"), make_show("Minx")
    article = make_article(shows=[show, (show, 2), other])

    subjects = read(client, address(article)).one(class_="subjects")

    assert [item.text for item in subjects.all("li")] == ["Étoile", "Étoile, season 2", "Minx"]
    assert [link.attrs["href"] for link in subjects.all("a")] == [
        "/shows/etoile/",
        "/shows/etoile/",
        "/shows/etoile/season-2/",
        "/shows/minx/",
    ]


def test_a_show_added_since_the_last_publication_is_not_shown_yet(client):
    article = make_article(shows=[make_show("Étoile")])

    cover(article, make_show("Minx"))

    assert [item.text for item in read(client, address(article)).one(class_="subjects").all("li")] == ["Étoile"]


def test_each_show_says_how_it_stood_and_how_it_stands(client):
    show, minx = make_etoile(), make_show("Minx")
    record(minx, "canceled", "2024-01-05", network="Starz")
    article = make_article(shows=[(show, 2), minx, make_show("Nothing recorded")])
    cancel_etoile(show)

    subjects = read(client, address(article)).one(class_="subjects").all("li")

    assert [subject.text for subject in subjects] == [
        "Étoile, season 2 When published Ordered since April 26, 2023 Today Order reversed since June 6, 2025",
        "Minx When published, and still today Canceled since January 5, 2024",
        "Nothing recorded",
    ]


def test_a_show_that_moved_says_from_where_to_where(client):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    record(show, "ordered", "2025-09-15", season=2, network="Netflix")

    subject = read(client, address(article)).one(class_="subjects").one("li")

    assert subject.text == (
        "Étoile, season 2 When published Ordered on Prime Video since April 26, 2023 "
        "Today Ordered on Netflix since September 15, 2025"
    )


def test_an_exempted_article_says_how_shows_stand_and_a_mention_nothing(client):
    show, minx = make_etoile(), make_show("Minx")
    record(minx, "returning", "2024-01-05", network="Starz")
    article = make_draft(shows=[(show, 2)])
    cover(article, minx, position=1, mention_only=True)
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    exemptions.exempt(article, reason="A review.", by=None, at=MAY_2)
    cancel_etoile(show)

    subjects = read(client, address(article)).one(class_="subjects")

    assert subjects.text == (
        "Shows in this article Étoile, season 2 Today Order reversed on Prime Video since June 6, 2025 "
        "Also mentioned: Minx"
    )


def test_topics_are_linked(client):
    article = make_article()
    for name in ("Renewals", "Ballet"):
        article.topics.add(Topic.objects.create(name=name, slug=name.lower()))

    links = read(client, address(article)).one(class_="topics").all("a")

    assert [(link.text, link.attrs["href"]) for link in links] == [
        ("Ballet", "/topics/ballet/"),
        ("Renewals", "/topics/renewals/"),
    ]


def test_newer_and_older_pieces_on_the_same_show_are_offered_with_their_notices(client):
    show, other = make_etoile(), make_show("Minx")
    hopeful = make_article("Hopeful", shows=[(show, 2), show], published="2025-04-30")
    make_article("Of another show", shows=[other])
    make_draft("Draft", shows=[show])
    workflow.withdraw(make_article("Withdrawn", shows=[show]), by=None, at=MAY_2)
    cancel_etoile(show)
    report = make_article("Report", shows=[show, other], published="2025-06-06T20:00+00:00")

    related = read(client, address(report)).one(class_="related")

    assert related.one("h2").text == "More on Étoile"
    assert [card.one(class_="card-headline").text for card in related.all("article")] == ["Hopeful"]
    assert [kind for kind, _ in notices_on(related)] == ["contradiction"]
    assert read(client, address(hopeful)).one(class_="related").one(class_="card-headline").text == "Report"


def test_an_article_about_no_show_stands_alone(client):
    page = read(client, address(make_article()))

    assert page.all(class_="subjects") == page.all(class_="related") == page.all(class_="topics") == []


def test_a_redated_article_tells_both_dates(client):
    article = make_article(published="2025-04-30T12:00+00:00")

    workflow.redate(article, by=None, at=MAY_2, published_at=moment("2025-05-01T12:00+00:00"))

    dates = [date.text for date in read(client, address(article)).all(class_="article-date")]
    assert dates == ["First published April 30, 2025, 8 a.m. EDT", "Published May 1, 2025, 8 a.m. EDT"]


# -- the notice ----------------------------------------------------------------------------------


def test_the_hopeful_piece_says_so_when_the_order_is_reversed(client):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    assert notices_on(read(client, address(article))) == []

    cancel_etoile(show)

    page = read(client, address(article))
    notice = page.one(data_notice="contradiction")
    assert notice.attrs["role"] == "note"
    assert notice.text == (
        "This has since changed When published Ordered Today Order reversed Prime Video has reversed its order for "
        "season 2 of Étoile, Deadline reported on June 6, 2025. When this article was published, on April 30, 2025, "
        "the season was ordered."
    )
    assert notice.one("a").attrs["href"] == "https://deadline.example/etoile"


def test_the_report_of_the_news_is_linked_and_carries_no_notice(client):
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    report = make_article("Étoile is canceled", shows=[(show, 2)], published="2025-06-06T20:00+00:00")

    link = read(client, address(hopeful)).one(class_="notice-latest").one("a")
    assert (link.text, link.attrs["href"]) == ("Étoile is canceled", address(report))
    assert notices_on(read(client, address(report)).one("article", class_="article")) == []


def test_the_notice_of_a_subject_stands_under_its_heading_too(client):
    show, minx = make_etoile(), make_show("Minx")
    article = make_draft(shows=[minx], body=BODY)
    cover(article, (show, 2), position=1, heading="is SEASON 2  coming?")
    workflow.publish(article, by=None, at=moment("2025-04-30"))

    cancel_etoile(show)

    page = read(client, address(article))
    assert [kind for kind, _ in notices_on(page)] == ["contradiction", "contradiction"]
    body = page.one(class_="body")
    assert [child.tag for child in body.children if not isinstance(child, str)] == ["p", "h2", "aside", "p"]
    assert body.one("aside").text.startswith("This has since changed Prime Video has reversed its order for season 2")
    assert "1 of the 2 shows" not in body.text


def test_a_mention_under_a_heading_keeps_silent(client):
    show = make_etoile()
    article = make_draft(body=BODY)
    cover(article, (show, 2), heading="Is season 2 coming?", mention_only=True)
    workflow.publish(article, by=None, at=moment("2025-04-30"))

    cancel_etoile(show)

    assert notices_on(read(client, address(article))) == []


def test_under_a_heading_the_strongest_of_a_show_is_enough(client):
    show = make_etoile()
    article = make_draft(body=BODY)
    cover(article, show, heading="Is season 2 coming?")
    cover(article, (show, 2), heading="Is season 2 coming?", position=1)
    workflow.publish(article, by=None, at=moment("2025-04-30"))

    cancel_etoile(show)

    assert len(read(client, address(article)).one(class_="body").all("aside")) == 1


# -- who may read it -----------------------------------------------------------------------------


def test_what_is_not_published_is_not_there(client):
    draft, in_review, scheduled = make_draft(), make_draft(), make_draft()
    workflow.submit(in_review, by=None, at=MAY_2)
    now = timezone.now()
    workflow.schedule(scheduled, by=None, at=now, publish_at=now + timedelta(hours=1))

    for article in (draft, in_review, scheduled):
        assert client.get(address(article)).status_code == 404
        assert client.get(f"/articles/by-id/{article.uuid}/").status_code == 404


def test_what_was_withdrawn_is_gone_with_the_public_note(client):
    article = make_article("A secret", body="<p>Do not read.</p>")

    workflow.withdraw(article, by=None, at=MAY_2, note="A source asked us to.")

    response = client.get(address(article))
    page = read(client, address(article), status=410)
    assert "A source asked us to." in page.text
    assert "We withdrew it on May 2, 2025." in page.text
    assert "A secret" not in page.text
    assert "Do not read." not in page.text
    assert response["X-Robots-Tag"] == "noindex"
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_what_is_restored_is_back(client):
    article = make_article()
    workflow.withdraw(article, by=None, at=MAY_2, note="A mistake.")

    workflow.restore(article, by=None, at=MAY_2)

    assert read(client, address(article)).one("h1").text == "Yes, season 2 is coming"


def test_the_id_leads_to_the_article(client):
    article = make_article()

    response = client.get(f"/articles/by-id/{article.uuid}/")

    assert (response.status_code, response["Location"]) == (302, address(article))


def test_the_id_of_a_withdrawn_article_leads_to_its_note(client):
    article = make_article()

    workflow.withdraw(article, by=None, at=MAY_2)

    assert client.get(f"/articles/by-id/{article.uuid}/", follow=True).status_code == 410


@pytest.mark.parametrize(
    "path", ["/articles/nothing/", "/articles/by-id/nothing/", "/articles/%00/", "/articles/a%0A/"]
)
def test_what_names_no_article_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_an_article_is_only_read(client, method):
    assert getattr(client, method)(address(make_article())).status_code == 405


# -- what it costs and does ----------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, 19])
def test_the_page_takes_seven_queries_whatever_is_on_it(client, django_assert_num_queries, others):
    show = make_etoile()
    article = make_draft(body=BODY, authors=["TV desk", "Streaming desk", "Awards desk"])
    cover(article, (show, 2))
    for position in range(1, others + 1):
        other = make_show(f"Show {position}")
        record(other, "returning", "2025-04-01", network="NBC")
        cover(article, other, position=position, heading="Is season 2 coming?")
    for name in ("Renewals", "Ballet"):
        article.topics.add(Topic.objects.create(name=name, slug=name.lower()))
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    make_article("Related", shows=[show], section=make_section("News"))
    cancel_etoile(show)
    for _ in range(3):
        workflow.update(article, by=None, at=MAY_2, substantive=False, correction="We were wrong.")

    with django_assert_num_queries(7):
        page = read(client, address(article))
    assert "contradiction" in dict(notices_on(page))
    assert page.all(class_="related")
    assert len(page.one(class_="acts").all("li")) == 4
    assert len(page.one(class_="topics").all("a")) == 2


def test_the_statements_of_the_page_are_parsed_once():
    for one in (views._PAGE, views._ACTS, views._RELATED):
        assert len(one._statement[0]) <= MAX_CACHED_STATEMENT_LENGTH


def test_readers_get_no_cookie_and_nothing_that_runs(client):
    article = make_article(body=BODY)

    response = client.get(address(article))
    page = read(client, address(article))

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert scripts(page) == page.all("style") == page.all(style=True) == []
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e&#x202e;"


def test_hostile_text_does_no_harm(client):
    show = make_show("Evil " + HOSTILE, seasons=[2])
    network = "Network " + HOSTILE
    record(show, "ordered", "2025-01-01", season=2, network=network)
    article = make_article(
        HOSTILE,
        shows=[(show, 2)],
        dek=HOSTILE,
        body=f"<p>{HOSTILE}</p><a href='java&#x200b;script:alert(1)'>x</a>",
        authors=[HOSTILE],
    )
    fields = {"source_name": HOSTILE, "source_url": "https://x.example/?\"'><script>", "note": HOSTILE}
    record(show, "order_reversed", "2025-06-06", season=2, network=network, confirmation="reported", **fields)
    workflow.update(article, by=None, at=MAY_2, substantive=False, correction=HOSTILE)

    page = read(client, address(article))

    assert [kind for kind, _ in notices_on(page)] == ["contradiction"]
    assert scripts(page) == page.all("img") == page.all(onerror=True) == []
    links = [link.attrs["href"] for link in page.all("a", href=True)]
    assert [link for link in links if not link.startswith(("/", "#", "https://"))] == []
    assert page.one("h1").text.startswith("<script>alert(1)</script>")


def test_where_nothing_was_recorded_nothing_is_told(client):
    show = make_show("Étoile")
    article = make_article(shows=[show])
    assert Coverage.objects.get(article=article).standing.entry is None

    record(show, "airing", "2025-05-10", network="NBC")

    assert notices_on(read(client, address(article))) == []
