"""What is measured: changes of status, publications, pages, feeds, the desk, imports."""

import json
import os
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import feeds, status_changes, text, workflow
from articles.models import Article, Coverage, Section
from newsroom.archive import generate
from newsroom.lib.periods import Precision
from shows.ledger import Change
from shows.models import Season, Show
from shows.statuses import SINCE_CHANGED, Kind
from tests.bench.measure import cost_of, database_time, reading_cost_of, side_by_side, taken_back
from tests.bench.pages import USUAL, Site
from tests.bench.targets import GHOST_LIST, WAGTAIL_PAGE, WAGTAIL_PUBLISH, Target, times_faster

ROOT = Path(__file__).parent.parent.parent
SAMPLE = 200  # articles whose pages are asked for in turn


class Bench:
    """Measures ``ten``, ``small`` and ``large`` newsrooms against each other; ``say`` prints a line."""

    def __init__(self, ten, small, large, *, say):
        self.ten, self.small, self.large, self.say = ten, small, large, say
        self.site, self.empty = Site(), Site(USUAL).asking(["/nothing/"])
        self.targets = []

    def run(self):
        self.record_the_newest_status()
        self.record_late_news()
        self.publish()
        self.pages()
        self.feeds()
        self.desk()
        self.changes()
        self.import_articles()
        return self.targets

    def title(self, words):
        self.say("")
        self.say(words)

    def tell(self, what, cost):
        self.say(f"  {what:<32} {cost.statements:3} statements  {cost.milliseconds:8.2f} ms of CPU")
        if cost.rows:
            rows = ", ".join(f"{table} {count}" for table, count in sorted(cost.rows.items()))
            self.say(f"    writes {cost.rows.total():,} rows ({rows}) and {cost.log / 1000:,.1f} kB of log")
        self.tell_scans(cost.scans)

    def tell_scans(self, scans):
        for scan in scans:
            self.say(f"    reads in full {scan}")

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

    # -- what readers and partners ask for -------------------------------------------------------

    def pages(self):
        self.title("The page of an article, rendered")
        acts = {"empty": self.empty}
        for newsroom in (self.small, self.large):
            with newsroom.in_use():
                acts[f"bare, {newsroom.articles:,}"] = self.site.asking(pages(noted=False), newsroom)
                acts[f"full, {newsroom.articles:,}"] = self.site.asking(pages(noted=True), newsroom)
        seconds = self.timed(acts)
        with self.large.in_use():
            bare, full = (self.site.asking(pages(noted=noted)) for noted in (False, True))
            self.tell("without a notice", reading_cost_of(bare))
            self.tell("with a notice and a report", reading_cost_of(full))
        empty, small, large = seconds["empty"], f"{self.small.articles:,}", f"{self.large.articles:,}"
        self.targets += [
            Target.least(
                "bare page: times Wagtail and Ghost", times_faster(WAGTAIL_PAGE, seconds[f"bare, {small}"], empty), 10
            ),
            Target.least(
                "full page: times Wagtail and Ghost", times_faster(WAGTAIL_PAGE, seconds[f"full, {small}"], empty), 6
            ),
            Target.most(
                f"bare page: {large} articles to {small}", seconds[f"bare, {large}"] / seconds[f"bare, {small}"], 1.15
            ),
            Target.most(
                f"full page: {large} articles to {small}", seconds[f"full, {large}"] / seconds[f"full, {small}"], 1.15
            ),
        ]

    def feeds(self):
        self.title("A feed's page of 50")
        with self.large.in_use():
            _, headers, _ = self.site.get("/feed.json")
            deep = deep_page(self.site, depth=20)
        acts = {
            "empty": self.empty,
            "small": self.site.asking(["/feed.json"], self.small),
            "large": self.site.asking(["/feed.json"], self.large),
            "page 20": self.site.asking([deep], self.large),
            "304": self.site.asking(["/feed.json"], self.large, status=304, if_none_match=headers["ETag"]),
            "full text": full_text(self.large),
        }
        seconds = self.timed(acts)
        with self.large.in_use():
            self.tell("/feed.json", reading_cost_of(self.site.asking(["/feed.json"])))
        self.targets += [
            Target.least(
                "50 items, full text: times Ghost", times_faster(GHOST_LIST, seconds["full text"], seconds["empty"]), 10
            ),
            Target.least("304: rate to the empty view's", seconds["empty"] / seconds["304"], 0.3, digits=2),
            Target.most("feed: page 20 to page 1", seconds["page 20"] / seconds["large"], 1.15),
            Target.most(
                f"feed: {self.large.articles:,} articles to {self.small.articles:,}",
                seconds["large"] / seconds["small"],
                1.15,
            ),
        ]

    def timed(self, acts):
        seconds = side_by_side(acts)
        for name, taken in seconds.items():
            self.say(f"  {name:<32} {taken * 1e6:10,.0f} µs  {taken / seconds['empty']:8.1f} × an empty view")
        return seconds

    # -- queries of the desk and the change feed -------------------------------------------------

    def desk(self):
        self.title("The desk: 50 articles since changed, newest change first")
        self.query("desk", DESK)

    def changes(self):
        self.title("The change feed: 50 changes after a cursor")
        with self.large.in_use():
            seq = Article.objects.published().count() // 2
        self.query("change feed", CHANGES % {"seq": seq})

    def query(self, name, sql):
        with self.large.in_use():
            seconds, scans = database_time(sql)
        self.say(f"  {seconds * 1000:.2f} ms of database")
        self.tell_scans(scans)
        self.targets.append(Target.most(f"{name}: ms of database", seconds * 1000, 5))

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


def pages(*, noted):
    """Addresses of articles with a notice, or without one."""
    pins = Coverage.objects.filter(article=OuterRef("pk"))
    flagged = Exists(pins.filter(standing__kind__in=SINCE_CHANGED, mention_only=False))
    quiet = ~Exists(pins.exclude(standing__kind=Kind.SAME))
    articles = Article.objects.published().filter(flagged if noted else quiet)
    every = list(articles.order_by("pk").values_list("slug", flat=True))
    return [f"/articles/{slug}/" for slug in every[:: max(1, len(every) // SAMPLE)][:SAMPLE]]


def deep_page(site, *, depth):
    address = "/feed.json"
    for _ in range(depth - 1):
        document = json.loads(site.get(address)[2])
        address = document["next_url"].partition("://")[2].partition("/")[2]
        address = f"/{address}"
    return address


def full_text(newsroom):
    def act():
        with newsroom.in_use():
            found = Article.objects.published().for_items().order_by("-first_published_at", "-pk")[:50]
            return json.dumps(feeds.items(list(found), full=True), ensure_ascii=False).encode()

    return act


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
