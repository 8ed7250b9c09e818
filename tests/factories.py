"""Plain functions that save one good row, and what follows from it."""

import io
from datetime import UTC, datetime
from itertools import count

from articles import pictures, status_changes, text, workflow
from articles.models import Article, Author, Byline, Coverage, Section
from newsroom.lib.periods import parse
from newsroom.lib.slugs import ascii_slug
from newsroom.models import User
from shows.ledger import Change
from shows.models import Network, Season, Show, free_show_slug
from tests.again import again
from tests.drawn import drawn

_number = count(1)
WORDS = ("dek", "body", "lead_picture", "lead_image_alt", "lead_image_caption", "lead_image_credit")


def moment(text):
    """An aware datetime: ``2025-06-06`` is noon of that day in UTC, else ISO with an offset."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00+00:00").astimezone(UTC)


def make_user(name="editor", **fields):
    return User.objects.create_user(f"{name}{next(_number)}", **fields)


def make_network(name="Prime Video", **fields):
    return Network.objects.get_or_create(name=name, defaults={"slug": ascii_slug(name), **fields})[0]


def make_show(title="Étoile", *, seasons=(), **fields):
    fields.setdefault("slug", free_show_slug(title, year=fields.get("year"), country=fields.get("country", "")))
    show = Show.objects.create(title=title, **fields)
    for number in seasons:
        make_season(show, number)
    return show


def make_season(show, number=1, **fields):
    return Season.objects.get_or_create(show=show, number=number, defaults=fields)[0]


def make_change(show, status, effective, *, season=None, network=None, premiere=None, **fields):
    """A ``Change``: ``effective`` and ``premiere`` as text, the season by its number, the network by its name."""
    effective_at, precision = parse(effective)
    if premiere:
        premiere_at, fields["premiere_precision"] = parse(premiere)
        fields["premiere_on"] = premiere_at.date()
    return Change(
        show=show,
        season=make_season(show, season) if season else None,
        status=status,
        effective_at=effective_at,
        precision=precision,
        network=make_network(network) if network else None,
        **fields,
    )


def record(show, status, effective, *, at=None, by=None, implied=(), keep=(), **fields):
    """Record a status and return its entry; nothing is implied unless asked for. ``at`` is a text or a moment."""
    change = make_change(show, status, effective, **fields)
    if at is None:
        at = datetime(2026, 1, 1, tzinfo=UTC)
    at = moment(at) if isinstance(at, str) else at
    return status_changes.record(change, by=by, at=at, implied=implied, keep=keep).entry


def make_section(name="Television"):
    return Section.objects.get_or_create(name=name, defaults={"slug": ascii_slug(name)})[0]


def make_picture(name="stage.png", *, at="2025-01-01", by=None, content=None, **words):
    """A picture of the library; the test has a folder of its own for it by the fixture ``media``."""
    file = io.BytesIO(content or drawn())
    file.name = name
    return pictures.upload(file, by=by, at=moment(at), **words)


def make_draft(
    headline="Yes, season 2 is coming", *, shows=(), at="2025-01-01", by=None, authors=("TV desk",), **fields
):
    """A draft with its first revision. ``shows`` holds shows, or pairs of a show and a season's number."""
    words = {name: fields.pop(name) for name in WORDS if name in fields}
    section = fields.pop("section", None) or make_section()
    slug = fields.pop("slug", None) or f"{ascii_slug(headline)}-{next(_number)}"
    article = Article.objects.create(slug=slug, section=section, **{"created_by": by, "assigned_to": by, **fields})
    at = moment(at) if isinstance(at, str) else at
    text.save_revision(article, base=0, by=by, at=at, headline=headline, **words)
    for position, name in enumerate(authors):
        author = Author.objects.get_or_create(name=name, defaults={"slug": ascii_slug(name)})[0]
        Byline.objects.create(article=article, author=author, position=position)
    for position, subject in enumerate(shows):
        cover(article, subject, position=position)
    return article


def cover(article, subject, **fields):
    show, number = subject if isinstance(subject, tuple) else (subject, None)
    season = make_season(show, number) if number else None
    return Coverage.objects.create(article=article, show=show, season=season, **fields)


def make_article(headline="Yes, season 2 is coming", *, published="2025-04-30", by=None, **fields):
    """A published article."""
    at = moment(published) if isinstance(published, str) else published
    article = make_draft(headline, at=at, by=by, **fields)
    return workflow.publish(article, by=by, at=at)


@again
def make_etoile():
    """Étoile as it stood in May 2025: the first season out all at once, the second ordered with it."""
    show = make_show("Étoile", also_known_as=["Etoile"])
    prime = {"network": "Prime Video", "source_name": "Variety", "source_url": "https://variety.example/etoile"}
    record(show, "series_ordered", "2023-04-26", **prime)
    record(show, "ordered", "2023-04-26", season=1, episodes=8, **prime)
    record(show, "ordered", "2023-04-26", season=2, episodes=8, **prime)
    record(show, "aired", "2025-04-24", season=1, event="premiere", **prime)
    record(show, "returning", "2025-04-24", event="premiere", **prime)
    return show


def cancel_etoile(show, *, at="2025-06-06T18:20:11+00:00"):
    """The order for the second season is reversed, as Deadline reported; returns that entry."""
    deadline = {"confirmation": "reported", "source_name": "Deadline", "source_url": "https://deadline.example/etoile"}
    reversal = record(show, "order_reversed", "2025-06-06", at=at, season=2, network="Prime Video", **deadline)
    record(show, "canceled", "2025-06-06", at=at, network="Prime Video", **deadline)
    return reversal


@again
def make_every_notice():
    """An article of every kind of notice, and one with none."""
    show = make_show("Étoile")
    record(show, "awaiting_decision", "2025-01-01", network="Prime Video")
    make_article("Decided", shows=[show], published="2025-01-10")
    record(show, "returning", "2025-02-01T10:00-05:00", network="Prime Video")
    make_article("Contradicted", shows=[show], published="2025-02-10")
    record(show, "canceled", "2025-03-01", network="Prime Video", confirmation="reported")
    make_article("Right", shows=[show], published="2025-03-10")
    minx = make_show("Minx")
    wrong = record(minx, "dated", "2025-01-01", season=2, premiere="2026-04", at="2025-01-02")
    make_article("Corrected", shows=[(minx, 2)], published="2025-02-10")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-06-10"))
    glow = make_show("GLOW")
    record(glow, "ordered", "2025", season=4)
    make_article("Kept", shows=[(glow, 4), make_show("Nothing")], published="2025-02-10")
    record(glow, "airing", "2025-05", season=4)
