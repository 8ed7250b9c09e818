"""What the demo's files say, before anything is made of them."""

import json
import re
from datetime import UTC, datetime

from newsroom.demo import FOLDER, files
from newsroom.demo.setup import HISTORIES
from newsroom.lib.periods import newsroom_date, parse

DATE = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}), (\d{4})\b"
)


def texts():
    lines = [line for path in (*files(), FOLDER / "desk.jsonl") for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def shows():
    return {show["title"]: show for path in HISTORIES for show in json.loads(path.read_text("utf-8"))["shows"]}


def bare(html):
    return re.sub(r"<[^>]+>", "", html)


def sentences(text):
    caption = text.get("lead_image", {}).get("caption", "")
    blocks = [text["headline"], text["dek"], caption, *re.split(r"</?(?:p|h[2-4]|li|blockquote)>", text["body_html"])]
    for block in map(bare, blocks):
        yield from re.split(r"(?<=[.?!])(?<!Mrs\.)(?<! [A-Z]\.)[”’]?\s+", block)


def normalized(sentence):
    return " ".join(re.findall(r"\w+", sentence.casefold()))


def test_no_sentence_stands_in_two_articles():
    names = {normalized(name) for title in shows() for name in (title, f"{title} season 2", f"{title} season 4")}
    seen = {}

    for text in texts():
        for sentence in filter(None, map(normalized, sentences(text))):
            # A list has its shows for headings.
            if sentence not in names:
                assert seen.setdefault(sentence, text["slug"]) == text["slug"], sentence
    assert len(seen) > 1000


def test_each_article_has_the_length_of_one():
    lengths = {text["slug"]: len(re.sub("<[^>]+>", " ", text["body_html"]).split()) for text in texts()}

    assert len(lengths) >= 30
    assert {slug: length for slug, length in lengths.items() if not 300 <= length <= 700} == {}


def test_slugs_and_headlines_are_there_once():
    everything = texts()

    assert len({text["slug"] for text in everything}) == len(everything)
    assert len({text["headline"] for text in everything}) == len(everything)


def test_each_article_covers_shows_that_the_demo_has():
    known = shows()

    for text in texts():
        assert text["coverage"], text["slug"]
        assert {one["show"] for one in text["coverage"]} <= known.keys(), text["slug"]


def test_bylines_are_desks():
    assert {name for text in texts() for name in text["bylines"] if not name.endswith(" desk")} == set()


def test_no_article_knows_what_happened_after_its_day():
    """A date after its own is one that had been announced: a premiere."""
    announced = {
        entry["premiere_on"] for show in shows().values() for entry in show["ledger"] if entry.get("premiere_on")
    }

    for text in texts():
        if "published_at" not in text:
            continue
        day = newsroom_date(datetime.fromisoformat(text["published_at"]))
        for found in DATE.findall(f"{text['dek']} {bare(text['body_html'])}"):
            named = datetime.strptime(" ".join(found), "%B %d %Y").date()  # noqa: DTZ007
            assert named <= day or named.isoformat() in announced, (text["slug"], named)


def test_what_is_reported_on_its_day_was_known_by_then():
    """Nobody wrote of a day's news before it had come in."""
    for text in texts():
        if "published_at" not in text:
            continue
        at = datetime.fromisoformat(text["published_at"])
        for entry in (entry for one in text["coverage"] for entry in shows()[one["show"]]["ledger"]):
            effective, _ = parse(entry["effective"])
            if newsroom_date(effective) == newsroom_date(at):
                assert datetime.fromisoformat(entry["recorded"]) <= at, (text["slug"], entry["status"])


def test_every_entry_was_recorded_soon_after_it_took_effect():
    patience = {"minute": 1, "day": 2, "month": 31, "year": 366}
    entries = [entry for show in shows().values() for entry in show["ledger"]]

    for entry in entries:
        effective, _ = parse(entry["effective"])
        waited = datetime.fromisoformat(entry["recorded"]) - effective.astimezone(UTC)
        assert 0 <= waited.days < patience[entry["precision"]], entry
