"""The ledger of a show as a picture: a line for the show and for each season, along the years.

Points and sizes are in units of the drawing. What stands in it is in words in
the list of the same entries, of which it is the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from shows.telling import Look

# Around the point at which a mark stands.
SHAPES = {
    Look.COMING: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    Look.ON: "M-6-6.5L7 0L-6 6.5z",
    Look.OPEN: "M0-7L7 0L0 7L-7 0z",
    Look.DONE: "M-5.5-5.5H5.5V5.5H-5.5z",
    Look.OVER: "M-5-5L5 5M5-5L-5 5",
}
WIDTH = 880
LEFT, RIGHT = 96, 730  # where time begins, and today
TOP, LANE = 34, 54
APART, APART_WITH_ARTICLE = 17, 28  # so that a finger hits one link and not two
LETTER = 6.6  # the width of a letter, nearly
YEAR = 44  # the least between two years that are written down


@dataclass(frozen=True)
class Mark:
    """An entry of the ledger; ``article`` is the one that reported it, if there is one."""

    x: float
    entry: object
    article: dict | None = None

    @property
    def is_struck(self):
        return hasattr(self.entry, "correction")

    @property
    def is_reported(self):
        return self.entry.confirmation == "reported"

    @property
    def words(self):
        """``Season 2: Order reversed, June 6, 2025, reported``."""
        of = f"Season {self.entry.season.number}" if self.entry.season_id else "The show"
        told = f"{of}: {self.entry.label}, {self.entry.effective_words}"
        return told + (", reported" if self.is_reported else "") + (", did not hold" if self.is_struck else "")


@dataclass(frozen=True)
class Line:
    """The time for which a status stood; its label only where there is room for it."""

    x: float
    end: float
    look: str
    label: str


@dataclass(frozen=True)
class Lane:
    """The show or one of its seasons."""

    name: str
    y: int
    marks: list[Mark]
    lines: list[Line]
    today: object | None  # its entry


@dataclass(frozen=True)
class Drawing:
    lanes: list[Lane]
    years: list[tuple[float, int]] = field(default_factory=list)
    width: int = WIDTH
    right: int = RIGHT

    @property
    def height(self):
        return TOP + LANE * len(self.lanes)

    @property
    def has_articles(self):
        return any(mark.article for lane in self.lanes for mark in lane.marks)

    @property
    def remarks(self):
        """What else its key explains."""
        marks = [mark for lane in self.lanes for mark in lane.marks]
        reported = ["Dashed: reported, not official."] if any(mark.is_reported for mark in marks) else []
        return reported + (["Struck through: did not hold."] if any(mark.is_struck for mark in marks) else [])

    @property
    def looks(self):
        """What its key explains."""
        used = {mark.entry.look for lane in self.lanes for mark in lane.marks}
        return [look for look in Look if look in used]

    @property
    def words(self):
        stand = "; ".join(f"{lane.name}: {lane.today.label.lower()}" for lane in self.lanes if lane.today)
        return f"From {self.years[0][1]} to today." + (f" {stand}." if stand else "")


def draw(entries, *, today, articles=None):
    """The ``entries`` of one show, in ledger order, as a ``Drawing`` up to ``today``; ``None`` where there are none.

    ``articles`` holds what reported an entry, by the entry's pk. An entry that
    only voids another is no mark of its own: the other is struck through.
    """
    entries = [entry for entry in entries if entry.status]
    if not entries:
        return None
    articles = articles or {}
    began = date(min(entry.effective_on for entry in entries).year, 1, 1)
    span = max(today, *(entry.effective_on for entry in entries)) - began
    scale = (RIGHT - LEFT) / max(span.days, 1)

    def at(day):
        return LEFT + (day - began).days * scale

    numbers = sorted({entry.season.number if entry.season_id else 0 for entry in entries})
    lanes = []
    for place, number in enumerate(numbers):
        own = [entry for entry in entries if (entry.season.number if entry.season_id else 0) == number]
        lanes.append(_lane(own, number, y=TOP + LANE * place + LANE // 2, at=at, articles=articles))
    return Drawing(lanes, _years(began.year, today.year, at))


def _lane(entries, number, *, y, at, articles):
    apart = [APART_WITH_ARTICLE if entry.pk in articles else APART for entry in entries]
    points = spread([at(entry.effective_on) for entry in entries], apart, begin=LEFT, end=RIGHT - APART)
    marks = [Mark(x, entry, articles.get(entry.pk)) for x, entry in zip(points, entries, strict=True)]
    standing = [mark for mark in marks if not mark.is_struck]
    ends = [mark.x for mark in standing[1:]] + [RIGHT]
    # Where nothing stands, no line ends today.
    lines = [_line(mark, end) for mark, end in zip(standing, ends, strict=False)]
    name = f"Season {number}" if number else "The show"
    return Lane(name, y, marks, lines, standing[-1].entry if standing else None)


def _line(mark, end):
    label = mark.entry.label
    room = end - mark.x - 6
    return Line(mark.x, round(end, 1), mark.entry.look, label if len(label) * LETTER <= room else "")


def spread(points, apart, *, begin, end):
    """``points`` in their order, each as far from the one before as ``apart`` says, and near to where it belongs.

    Where they do not fit between ``begin`` and ``end``, all come nearer to each other.
    """
    needed = sum(apart[1:])
    squeeze = min(1, (end - begin) / needed) if needed else 1
    gaps = [gap * squeeze for gap in apart]
    placed = []
    for point, gap in zip(points, gaps, strict=True):
        least = placed[-1] + gap if placed else begin
        placed.append(max(point, least))
    limit = end
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - gaps[place]
    return [round(point, 1) for point in placed]


def _years(first, last, at):
    """Where each year begins that is written down, or only the first one."""
    every = 1
    years = [(round(at(date(year, 1, 1)), 1), year) for year in range(first, last + 1)]
    if len(years) > 1:
        step = min(later - earlier for (earlier, _), (later, _) in pairwise(years))
        every = max(1, -(-YEAR // max(int(step), 1)))
    return years[::every]
