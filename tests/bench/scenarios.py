"""What is measured of acts: changes of status, publications, the queries of the desk, imports."""

import json
import os
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.utils import timezone

from articles import stale, status_changes, text, workflow
from articles.models import Article, Coverage, Section, Uncovered, Undecided
from articles.models.uncovered import NEWEST
from newsroom.archive import generate
from newsroom.lib.periods import Precision
from shows.ledger import Change
from shows.models import Season, Show
from tests.bench.measure import cost_of, side_by_side, taken_back
from tests.bench.report import Report
from tests.bench.targets import WAGTAIL_PUBLISH, Target, times_faster

ROOT = Path(__file__).parent.parent.parent


class Acts(Report):
    """What editors and programs do, and the queries of the desk."""

    def run(self):
        self.record_the_newest_status()
        self.record_late_news()
        self.publish()
        self.desk()
        self.changes()
        self.import_articles()
        return self.targets

    # -- what editors do -------------------------------------------------------------------------

    def record_the_newest_status(self):
        self.title("Record the newest status of a show")
        costs = []
        for newsroom in (self.ten, self.large):
            with newsroom.in_use():
                show = first_show()
                publish_roundup(show)
                costs.append(cost_of(lambda show=show: record_now(show)))
                self.tell(f"with {articles_about(show):,} articles", costs[-1])
        few, many = costs
        self.targets += [
            Target.most("record the newest status: statements", many.statements, 15, digits=0),
            Target.same("record the newest status: rows, few articles and many", few.rows.total(), many.rows.total()),
            Target.most("record the newest status: pins written", many.rows["articles_coverage"], 0, digits=0),
        ]

    def record_late_news(self):
        self.title("Record news that is two months late")
        with self.large.in_use():
            show = first_show()
            moved = taken_back(lambda: record_late(show)).moved
            cost = cost_of(lambda: record_late(show), repeat=5)
            self.tell(f"which moves {moved:,} pins", cost)

    def publish(self):
        self.title("Publish an article about two subjects")
        costs = []
        for newsroom in (self.small, self.large):
            with newsroom.in_use():
                show = first_show()
                draft = make_draft("draft", show, [None, Season.objects.get(show=show, number=1)])
                costs.append(cost_of(lambda draft=draft: workflow.publish(draft, by=None, at=timezone.now())))
                self.tell(f"with {newsroom.articles:,} articles", costs[-1])
        seconds = side_by_side({"empty": self.empty})
        ratio = 1 / times_faster(WAGTAIL_PUBLISH, costs[-1].seconds, seconds["empty"])
        self.targets += [
            Target.most("publish: statements", costs[-1].statements, 15, digits=0),
            Target.most("publish: time, of Wagtail's", ratio, 0.25),
        ]

    # -- queries of the desk and the change feed -------------------------------------------------

    def desk(self):
        self.title("The desk: 50 articles since changed, newest change first")
        self.query("desk", DESK)
        self.title("The stale desk: the first 31 undecided, the worst first; and how many there are, to 100")
        self.query("stale desk", self.asked_by(lambda: stale.first(31)))
        self.query("stale desk: number", self.asked_by(lambda: Undecided.objects.counted(100)))

        self.title("What articles name and do not cover: the newest 31; and how many there are, to 1,000")
        with self.large.in_use():
            leave_out()
        self.query("named, not covered", self.asked_by(lambda: NEWEST.page(Uncovered.objects.all(), 30)))
        self.query("named, not covered: number", self.asked_by(lambda: Uncovered.objects.order_by()[:1001].count()))

    def changes(self):
        self.title("The change feed: 50 changes after a cursor")
        with self.large.in_use():
            seq = Article.objects.published().count() // 2
        self.query("change feed", CHANGES % {"seq": seq})

    # -- imports ---------------------------------------------------------------------------------

    def import_articles(self):
        self.title("Import articles")
        count = max(1000, self.large.articles // 5)
        file = write_import(count)
        begins = perf_counter()
        subprocess.run(
            [sys.executable, "manage.py", "import_articles", str(file)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        seconds = perf_counter() - begins
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        file.unlink()
        self.say(f"  {count:,} articles in {seconds:.1f} s, at most {memory:.0f} MB")
        self.targets += [
            Target.least("import: articles a second", count / seconds, 1000, digits=0),
            Target.most("import: memory", memory, 300, " MB", digits=0),
        ]


LEAVE_OUT = """
INSERT INTO articles_uncovered (article_id, show_id, published_at, "where", before, words, after)
SELECT article.id, show.id, article.published_at, CASE WHEN article.id % 50 = 0 THEN 'headline' ELSE 'body' END,
       'The words before ', show.title, ', and those after it.'
  FROM articles_article article
 CROSS JOIN LATERAL (SELECT id, title FROM shows_show WHERE id > article.id % 1000 ORDER BY id LIMIT 1) AS show
 WHERE article.stage = 'published' AND article.id % 5 = 0
ON CONFLICT DO NOTHING
"""


def leave_out():
    """Let one of five articles name a show that it does not cover: the archive's cover all that they name."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_OUT)
        cursor.execute("VACUUM ANALYZE articles_uncovered")


# -- acts ----------------------------------------------------------------------------------------


def first_show():
    """The one with a tenth of all articles."""
    return Show.objects.order_by("pk").first()


def articles_about(show):
    return Coverage.objects.filter(show=show).values("article").distinct().count()


def record_now(show):
    at = timezone.now()
    change = Change(show=show, status="canceled", effective_at=at, precision=Precision.MINUTE)
    return status_changes.record(change, by=None, at=at)


def record_late(show):
    at = timezone.now()
    change = Change(show=show, status="canceled", effective_at=at - timedelta(days=60))
    return status_changes.record(change, by=None, at=at)


def publish_roundup(show):
    """An article about the show and all its seasons: in each newsroom there is one on whatever is current."""
    workflow.publish(
        make_draft("roundup", show, [None, *show.seasons.all()]), by=None, at=timezone.now() - timedelta(hours=1)
    )


def make_draft(slug, show, seasons):
    article = Article.objects.create(slug=slug, section=Section.objects.first())
    words = {"headline": "A draft", "dek": "Of an article.", "body": "<p>Its text.</p>"}
    text.save_revision(article, base=0, by=None, at=timezone.now(), **words)
    Coverage.objects.bulk_create(Coverage(article=article, show=show, season=season) for season in seasons)
    return article


def write_import(count):
    """A file of articles about shows that the migrated, empty database is given first."""
    generate(shows=200, articles=0, seed=1, at=timezone.now())
    titles = list(Show.objects.values_list("title", flat=True))
    moments = [timezone.now() - timedelta(minutes=5 * number + 60) for number in range(count)]
    file = Path(os.environ["NEWSROOM_DATA"]) / "import.jsonl"
    with file.open("w") as lines:
        for number, at in enumerate(moments):
            title = titles[number % len(titles)]
            covered = [{"show": title}, {"show": title, "season": 1}][: 1 + number % 2]
            row = {
                "slug": f"imported-{number}",
                "headline": f"Imported article {number} about {title}",
                "dek": "What is known so far.",
                "body_html": "<p>The season is ordered, and the cast is back on the set.</p>" * 25,
                "published_at": at.isoformat(),
                "section": "Television",
                "bylines": ["TV desk"],
                "topics": ["Renewals"],
                "coverage": covered,
            }
            lines.write(json.dumps(row) + "\n")
    return file


# The desk: since-changed rows with pins, newest change first, each with its newest articles by a lateral join.
DESK = """
SELECT s.id, s.flip_seq, c.article_id, c.published_at
  FROM (SELECT id, flip_seq FROM shows_standing
         WHERE kind IN ('contradiction', 'decided', 'record-corrected') AND newest_pin_at IS NOT NULL
           AND flip_seq IS NOT NULL
         ORDER BY flip_seq DESC LIMIT 50) AS s
 CROSS JOIN LATERAL (
        SELECT article_id, published_at FROM articles_coverage
         WHERE standing_id = s.id AND published_at IS NOT NULL AND NOT mention_only AND NOT is_exempt
         ORDER BY published_at DESC, article_id DESC LIMIT 50) AS c
 ORDER BY s.flip_seq DESC, c.published_at DESC, c.article_id DESC LIMIT 50
"""

# The change feed: public acts, flips expanded into their articles, and moved pins, merged in commit order.
CHANGES = """
SELECT seq, article_id FROM (
    (SELECT seq, article_id FROM articles_publication WHERE seq > %(seq)s ORDER BY seq, article_id LIMIT 50)
    UNION ALL
    (SELECT s.flip_seq, c.article_id
       FROM (SELECT id, flip_seq FROM shows_standing WHERE flip_seq > %(seq)s ORDER BY flip_seq LIMIT 50) AS s
      CROSS JOIN LATERAL (SELECT article_id FROM articles_coverage
                           WHERE standing_id = s.id ORDER BY article_id LIMIT 50) AS c
      ORDER BY 1, 2 LIMIT 50)
    UNION ALL
    (SELECT moved_seq, article_id FROM articles_coverage WHERE moved_seq > %(seq)s ORDER BY 1, 2 LIMIT 50)
) AS changes ORDER BY 1, 2 LIMIT 50
"""
