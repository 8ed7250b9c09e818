import json
from functools import partial

import pytest

from articles.bulk import Ledgers
from newsroom.imports import articles as imports
from tests.factories import make_draft, make_etoile, make_show
from tests.newsroom import importing
from tests.newsroom.importing import LINE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

refusal = partial(importing.refusal, "import_articles")


@pytest.fixture
def write(tmp_path):
    return lambda *lines: importing.write(tmp_path / "articles.jsonl", list(lines))


@pytest.fixture
def show():
    return make_etoile()


FUTURE = "2100-01-01T00:00:00Z"
BAD = [
    ({"slug": None}, ", slug: is missing: give it."),
    (
        {"slug": "ja, étoile"},
        ", slug: “ja, étoile” is no slug: write it with ASCII letters, digits and hyphens, such as",
    ),
    ({"slug": "s" * 201}, ", slug: has 201 characters, more than the 200 that it may have: shorten it."),
    ({"headline": None}, ", headline: is missing: give it."),
    ({"headline": "\u202e"}, ", headline: is blank: give it."),
    ({"headline": "h" * 301}, ", headline: has 301 characters, more than the 300"),
    ({"dek": ["A dek"]}, ", dek: must be text in quotation marks, not a list."),
    ({"dek": "d" * 1001}, ", dek: has 1001 characters"),
    ({"body_html": None}, ", body_html: is missing: give it."),
    ({"body_html": {"p": 1}}, ", body_html: must be text in quotation marks, not an object."),
    ({"body_html": "x" * 300_001}, ", body_html: has 300,001 characters, more than the 300,000"),
    ({"body_html": "<b>" * 200}, ", body_html: The text leaves more than 100 elements such as <b> or <a> open"),
    ({"published_at": None}, ", published_at: is missing: give it."),
    ({"published_at": "2025-04-30"}, ", published_at: “2025-04-30” has no offset: write it as"),
    ({"published_at": "2025-04-30T11:00:00"}, ", published_at: “2025-04-30T11:00:00” has no offset: write it as"),
    ({"published_at": "April 30"}, ", published_at: “April 30” is no date with a time: write it as"),
    ({"published_at": "1025-04-30T11:00:00Z"}, ", published_at: “1025-04-30T11:00:00Z” lies before 1900"),
    ({"published_at": FUTURE}, f", published_at: “{FUTURE}” lies in the future"),
    ({"published_at": 1714489200}, ", published_at: must be text in quotation marks, not 1714489200."),
    ({"section": None}, ", section: is missing: give it."),
    ({"section": "s" * 101}, ", section: has 101 characters"),
    ({"bylines": "TV desk"}, ", bylines: must be a list in brackets, not “TV desk”."),
    ({"bylines": ["b" * 201]}, ", bylines[0]: has 201 characters"),
    ({"topics": [" "]}, ", topics[0]: is blank: give it."),
    ({"topics": ["t" * 101]}, ", topics[0]: has 101 characters"),
    ({"coverage": {"show": "Étoile"}}, ", coverage: must be a list in brackets, not an object."),
    ({"coverage": ["Étoile"]}, ", coverage[0]: must be an object in braces, not “Étoile”."),
    ({"coverage": [{"season": 2}]}, ", coverage[0].show: is missing: give it."),
    ({"coverage": [{"show": "Etwal"}]}, ", coverage[0].show: “Etwal” is no show here: import it first, or write its"),
    ({"coverage": [{"show": "Étoile", "season": "2"}]}, ", coverage[0].season: must be a whole number from 1 to 200"),
    ({"coverage": [{"show": "Étoile", "season": 201}]}, ", coverage[0].season: must be a whole number from 1 to 200"),
    (
        {"coverage": [{"show": "Étoile", "mention_only": "no"}]},
        ", coverage[0].mention_only: must be true or false",
    ),
    (
        {"coverage": [{"show": "Étoile", "mention": True}]},
        ", coverage[0].mention: is an unknown key: perhaps",
    ),
    ({"coverage": [{"show": "Étoile"}, {"show": "etoile"}]}, ", coverage[1].show: “etoile” is covered twice"),
    ({"title": "Yes"}, ", title: is an unknown key"),
]


@pytest.mark.parametrize(("change", "told"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_told_with_its_line(show, write, change, told):
    said = refusal(write(LINE | {"slug": "fine"}, LINE | change))

    assert said.startswith(f"articles.jsonl, line 2{told}")
    assert said.endswith("Nothing was written.")


def test_an_ambiguous_show_is_refused_with_the_candidates(write):
    make_show("Étoile", year=1995, slug="etoile-1995")
    make_show("Ballet Show", also_known_as=["Etoile"])

    said = refusal(write(LINE))

    assert said.startswith(
        "articles.jsonl, line 1, coverage[0].show: “Étoile” is the name of 2 shows, Étoile (1995) [etoile-1995], "
        "Ballet Show [ballet-show]: add the “year” or “country”"
    )


def test_a_slug_may_stand_in_a_file_once(show, write):
    said = refusal(write(LINE, LINE | {"headline": "Another"}))

    assert said.startswith(
        "articles.jsonl, line 2, slug: “yes-season-2” stands on line 1 already: give this article another."
    )


def test_a_slug_is_found_again_in_another_batch_and_twice_in_one(show, write, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)

    said = refusal(write(LINE, LINE | {"slug": "other"}, LINE, LINE, LINE | {"slug": "Other"}))

    assert [told.partition(": give")[0] for told in said.splitlines()[:-1]] == [
        "articles.jsonl, line 3, slug: “yes-season-2” stands on line 1 already",
        "articles.jsonl, line 4, slug: “yes-season-2” stands on line 1 already",
    ]


def test_twenty_problems_end_the_reading(show, write, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 10)

    said = refusal(write(*({"slug": f"slug-{number}"} for number in range(50))))

    assert len(said.splitlines()) == 22
    assert said.splitlines()[-2:] == ["There may be more: the rest was not read.", "Nothing was written."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "articles.jsonl is empty: nothing was written."),
        (b"\n  \n", "articles.jsonl holds no article: nothing was written."),
        (json.dumps(LINE).encode()[:-9], "articles.jsonl, line 1, column 3"),
        (
            json.dumps(LINE).encode() + b"\n{",
            "articles.jsonl, line 2, column 2: this is no JSON, it ends",
        ),
        (b"slug,headline\n", "articles.jsonl, line 1, column 1: this is no JSON, expecting value: mend it there."),
        (json.dumps([LINE]).encode(), "articles.jsonl, line 1: must be an object in braces, not a list."),
        (
            json.dumps(LINE).encode("utf-16"),
            "articles.jsonl, line 1: this is UTF-16, not UTF-8: save the file",
        ),
        (
            '{"slug": "é"}'.encode("latin-1"),
            "articles.jsonl, line 1: the byte 0xE9 is no UTF-8: save the file",
        ),
        (b'{"slug": "a", "slug": "b"}', "articles.jsonl, line 1, slug: is given twice: keep one."),
        (b'{"slug": NaN}', "articles.jsonl, line 1, slug: must be text in quotation marks, not nan."),
        (b"[" * 100_000, "articles.jsonl, line 1: this is nested too deeply"),
        (b'{"slug": "' + b"x" * 5_000_000 + b'"}', "articles.jsonl, line 1: this is longer than any article."),
    ],
    ids=range(12),
)
def test_a_file_that_is_none_is_refused(show, tmp_path, content, told):
    said = refusal(importing.write(tmp_path / "articles.jsonl", content))

    assert told in said


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert refusal(tmp_path / "none.jsonl").startswith("There is no file “")
    assert refusal(tmp_path).endswith("is no file, but a folder or a device: name the file to import.")


def test_a_slug_that_somebody_takes_in_that_very_moment_is_refused(show, write, monkeypatch):
    class Late(Ledgers):
        """While it waits for its locks, somebody saves an article of the same slug."""

        def __init__(self, shows):
            super().__init__(shows)
            make_draft(slug="yes-season-2")

    monkeypatch.setattr("articles.bulk.Ledgers", Late)

    said = refusal(write(LINE))

    assert said.endswith("Nothing was written: import it again.")
