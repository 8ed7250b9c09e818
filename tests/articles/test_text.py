import pytest
from django.core.exceptions import ValidationError

from articles import text
from articles.models import Article, Revision
from newsroom.lib.html import TooLong
from tests.factories import make_article, make_draft, make_section, make_user, moment

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")


def save(article, base, **words):
    return text.save_revision(article, base=base, by=None, at=MAY_1, **words)


def make_blank():
    return Article.objects.create(slug="new", section=make_section())


def test_saving_makes_a_numbered_revision():
    article, writer = make_blank(), make_user("writer")

    first = save(article, 0, headline="First")
    second = text.save_revision(article, base=1, by=writer, at=MAY_1, headline="Second")

    assert [(one.number, one.headline) for one in (first, second)] == [(1, "First"), (2, "Second")]
    assert (second.saved_by, second.saved_at) == (writer, MAY_1)
    assert Article.objects.get(pk=article.pk).latest_revision == article.latest_revision == second


def test_saving_never_touches_what_the_public_sees():
    article = make_article("First", shows=[])
    before = Article.objects.values().get(pk=article.pk)

    second = save(article, 1, headline="Second")

    assert Article.objects.values().get(pk=article.pk) == before | {"latest_revision_id": second.pk}


def test_words_that_are_not_given_stay(pictures):
    article, picture = make_draft("First", dek="A dek.", body="<p>Text</p>"), pictures()
    save(article, 1, lead_picture=picture, lead_image_alt="Two dancers", lead_image_credit="Prime Video")

    third = save(article, 2, headline="Third")

    assert (third.headline, third.dek, third.body) == ("Third", "A dek.", "<p>Text</p>")
    assert (third.lead_picture, third.lead_image_alt, third.lead_image_credit) == (
        picture,
        "Two dancers",
        "Prime Video",
    )


def test_a_word_can_be_taken_away():
    article = make_draft("First", dek="A dek.")

    assert save(article, 1, dek="").dek == ""


@pytest.mark.parametrize("base", [0, 1, 3])
def test_an_old_tab_overwrites_nothing_and_its_text_is_kept(base):
    article = make_draft("First")
    save(article, 1, headline="Second")
    mine = {"headline": "Mine", "body": "<p>An afternoon's work</p>"}

    with pytest.raises(text.Stale) as refused:
        save(article, base, **mine)

    assert refused.value.rejected == mine
    assert str(refused.value) == (
        f"“Second” was saved by an import while you were writing: you began with revision {base}, "
        "the latest is 2. Your text was not saved over it."
    )
    assert Revision.objects.filter(article=article).count() == 2


def test_a_new_article_has_no_revision_to_begin_with():
    with pytest.raises(text.Stale) as refused:
        save(make_blank(), 1, headline="Mine")

    assert refused.value.rejected == {"headline": "Mine"}


@pytest.mark.parametrize("field", text.LINES)
def test_lines_come_out_cleaned(field):
    hostile = " \u202eTwo\x00\n\tdan\u200bcers\u2066 "

    revision = save(make_blank(), 0, **({"headline": "First"} | {field: hostile}))

    assert getattr(Revision.objects.get(pk=revision.pk), field) == "Two dancers"


def test_the_body_comes_out_harmless():
    hostile = (
        '<p onclick="a()">Text<script>a()</script> <a href="javascript:a()">link</a>\x00&#0;&#8238;</p><h2>Head</h2>'
    )

    revision = save(make_blank(), 0, headline="First", body=hostile)

    body = Revision.objects.get(pk=revision.pk).body
    assert body.startswith("<p>Text <a ")
    assert "<h2>Head</h2>" in body
    assert not any(part in body for part in ("script", "onclick", "\x00", "\u202e", "&#"))


@pytest.mark.parametrize("headline", ["", "   ", "\u202e\x00\n"])
def test_an_article_needs_a_headline(headline):
    article = make_blank()

    with pytest.raises(ValidationError) as refused:
        save(article, 0, headline=headline)

    assert list(refused.value.message_dict) == ["headline"]
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("headline", 300),
        ("dek", 1000),
        ("lead_image_alt", 500),
        ("lead_image_caption", 500),
        ("lead_image_credit", 200),
        ("seo_title", 200),
        ("seo_description", 500),
    ],
)
def test_what_is_too_long_is_refused_by_its_name(field, most):
    article = make_blank()
    words = {"headline": "First"} | {field: "x" * (most + 1)}

    with pytest.raises(ValidationError) as refused:
        save(article, 0, **words)

    assert list(refused.value.message_dict) == [field]
    assert save(article, 0, **(words | {field: "x" * most})).number == 1


def test_a_body_is_not_endless():
    with pytest.raises(TooLong, match="1,000,001 characters"):
        save(make_blank(), 0, headline="First", body="x" * 1_000_001)


def test_a_picture_needs_its_alternative_text(pictures):
    article = make_blank()

    with pytest.raises(ValidationError, match="A picture needs its alternative text"):
        save(article, 0, headline="First", lead_picture=pictures())

    assert not Revision.objects.exists()


def test_what_differs_between_two_revisions_is_named_in_the_order_of_the_form():
    article = make_blank()
    first = save(article, 0, headline="First", body="<p>Yes.</p>", dek="A dek")
    second = save(article, 1, headline="Second", body="<p>No.</p>", seo_title="Title")

    assert text.changed(first, second) == ["headline", "body", "seo_title"]
    assert text.changed(second, save(article, 2)) == []
