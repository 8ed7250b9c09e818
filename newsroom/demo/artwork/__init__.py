"""The demo's pictures, drawn by ``python -m newsroom.demo.artwork`` for the articles that have none yet.

They are kept beside the articles, since drawing all of them takes longer than
setting up the demo; ``--all`` draws every one again.
"""

from __future__ import annotations

import json
import random
import zlib

from newsroom.demo.artwork import motifs, still_lifes
from newsroom.demo.artwork.drawing import mix, turned

CREDIT = "Newsroom artwork"
# How the pieces on one show differ, beside what their motif throws the dice for: by night or by day, hue, zoom, and
# where to look.
VIEWS = [
    (False, 0, 1.0, 0.5, 0.5),
    (True, -8, 1.16, 0.6, 0.4),
    (False, -14, 1.3, 0.35, 0.6),
    (True, 6, 1.0, 0.5, 0.5),
    (False, -22, 1.42, 0.55, 0.55),
]
# Those that are as good with a dark paper.
BY_NIGHT = {motifs.arcs, motifs.bridge, motifs.mornings, motifs.wheel}

# Paper, deep, bright, soft; and what there is to see.
OF_SHOW = {
    "Étoile": (
        motifs.arcs,
        ("#fbf1ea", "#4a1f3d", "#d8576b", "#f0b8b0"),
        "long curves sweep like leaps over a pleated skirt, with a star at their height",
    ),
    "The Peripheral": (
        motifs.echoes,
        ("#e9f6f2", "#0e2a36", "#e0703a", "#3fb6a8"),
        "two sets of circles in two colors overlap, their centers joined by a line",
    ),
    "A League of Their Own": (
        motifs.seams,
        ("#fff8ea", "#2e6b4f", "#d2492f", "#f6c48f"),
        "a ball with two seams above the diamond of a playing field",
    ),
    "Minx": (
        motifs.pages,
        ("#fdf3de", "#5b2a1b", "#e4572e", "#f3a712"),
        "magazine covers fanned out beside a curve of stripes",
    ),
    "Brooklyn Nine-Nine": (
        motifs.bridge,
        ("#fdf4d9", "#15304f", "#f2b134", "#7fb2cf"),
        "a suspension bridge before a skyline and a low sun",
    ),
    "GLOW": (
        motifs.ropes,
        ("#fdf0ff", "#2b1055", "#ff3d8b", "#30c5d8"),
        "the ropes and corner posts of a ring under crossing spotlights",
    ),
    "Stumptown": (
        motifs.stump,
        ("#f1f3e4", "#27463a", "#c98a3c", "#9db8a5"),
        "the rings of a tree stump before fir trees in the rain",
    ),
    "One Day at a Time": (
        motifs.mornings,
        ("#fff6e5", "#17505a", "#f4a03a", "#63c0b8"),
        "a calendar of small suns, each at another height",
    ),
    "Manifest": (
        motifs.flight,
        ("#fff1dc", "#23355c", "#f28a55", "#8fa6cf"),
        "the dashed path of a plane across a large sun and bands of cloud",
    ),
    "Lucifer": (
        motifs.wings,
        ("#f7ead2", "#1b1418", "#b3202f", "#d9a441"),
        "two wings spread before a disc above the lights of a city",
    ),
    "The Expanse": (
        motifs.orbits,
        ("#eef3f7", "#101b33", "#ee7b30", "#6ea8d6"),
        "planets on tilted orbits around a glowing sun",
    ),
    "Warrior Nun": (
        motifs.halo,
        ("#f3f0e6", "#1d2547", "#e3b23c", "#7d8fc0"),
        "a halo and a blade within pointed arches",
    ),
    "The Wheel of Time": (
        motifs.wheel,
        ("#fbf0d5", "#123f45", "#e08e2b", "#5c9a8f"),
        "a wheel with seven spokes above woven waves",
    ),
    "The Marvelous Mrs. Maisel": (
        motifs.microphone,
        ("#fff3ee", "#5c1230", "#e2476b", "#f5b9c0"),
        "a microphone in a spotlight before a curtain",
    ),
    "Doctor Who": (
        motifs.vortex,
        ("#fdf3d3", "#14235c", "#f0a23b", "#5f7fd9"),
        "squares that turn into the depth, a few of them lit",
    ),
}
OF_ARTICLE = {
    "six-series-whose-next-season-is-ordered": (
        still_lifes.tiles,
        ("#faf4e8", "#1f3a5f", "#e2603c", "#7fb7a3"),
        "six tiles with a shape on each, three of which are only outlines",
    ),
    "five-seasons-that-were-ordered-and-not-made": (
        still_lifes.doors,
        ("#fbeed2", "#2a2140", "#f0b541", "#8d7fb8"),
        "five doors in a dark wall, one of them open and lit",
    ),
    "how-a-canceled-show-finds-another-home": (
        still_lifes.doors,
        ("#fdf0d8", "#123c3f", "#f08a4b", "#6fb3a6"),
        "five doors in a green wall, one of them open and lit",
    ),
    "what-the-word-renewed-promises": (
        still_lifes.stack,
        ("#f8f4ec", "#26364d", "#d9553f", "#a9bfd0"),
        "a pile of written pages with a single line in red",
    ),
}


def of(article):
    """The motif, the palette and the words for the article of an import's line."""
    return OF_ARTICLE.get(article["slug"]) or OF_SHOW[article["coverage"][0]["show"]]


def draw(article, number=0):
    """The picture of an article, the same whenever it is drawn; ``number`` tells it from others on its show."""
    motif, colors, _ = of(article)
    dice = random.Random(zlib.crc32(article["slug"].encode()))  # noqa: S311
    night, hue, zoom, across, down = VIEWS[0 if article["slug"] in OF_ARTICLE else number % len(VIEWS)]
    paper, deep, bright, soft = (turned(color, hue) for color in colors)
    if night and motif in BY_NIGHT:
        paper, deep, soft = deep, paper, mix(deep, soft, 0.5)
    sheet = motif((paper, deep, bright, soft), dice)
    return sheet.finished(zoom=zoom, across=across, down=down, mirrored=dice.random() < 0.5)


def illustrate(path, *, folder, again=False):
    """Draw what the articles in the file at ``path`` lack into ``folder``, and name it in their lines."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    folder.mkdir(exist_ok=True)
    for number, article in enumerate(articles):
        picture = folder / f"{article['slug']}.webp"
        if again or not picture.exists():
            draw(article, number).save(picture, quality=74, method=6)
        article["lead_image"] = {
            "file": picture.relative_to(path.parent).as_posix(),
            "alt": f"Abstract artwork: {of(article)[2]}.",
            "credit": CREDIT,
        }
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    path.write_text("".join(lines), encoding="utf-8")
