"""What is measured of pages: of readers, of partners, of the desk, and what a worker keeps in mind of them."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from django.db import connection
from django.db.models import Exists, OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import feeds, finding
from articles.models import Article, Coverage, Section
from newsroom.models import User
from shows.finding import people_named, shows_named
from shows.models import Show
from shows.statuses import SINCE_CHANGED, Kind
from tests.bench.measure import reading_cost_of
from tests.bench.report import Report
from tests.bench.targets import GHOST_LIST, WAGTAIL_PAGE, Target, times_faster

ROOT = Path(__file__).parent.parent.parent
SAMPLE = 200  # articles and shows whose pages are asked for in turn
ITEMS = 50
# Words that every article has, some of which never stand beside each other; one of few articles, and one of none.
ASKED = ["season", '"next season"', '"known so far"', "summer -winter", "synthetic show 17", "nowhere"]
API = f"/api/v1/articles/?limit={ITEMS}"


class Visits(Report):
    """What readers, partners and editors ask for."""

    def run(self):
        self.articles()
        self.shows()
        self.lists()
        self.searches()
        self.feeds()
        self.desk_list()
        self.memory()
        return self.targets

    def of_both(self, name, addresses):
        """Acts that ask for what ``addresses`` gives in the small newsroom and in the large one."""
        acts = {}
        for newsroom in (self.small, self.large):
            with newsroom.in_use():
                acts[f"{name}, {newsroom.articles:,}"] = self.site.asking(addresses(), newsroom)
        return acts

    def grows(self, name, seconds):
        """A page costs as much however many articles there are."""
        small, large = (seconds[f"{name}, {newsroom.articles:,}"] for newsroom in (self.small, self.large))
        said = f"{name}: {self.large.articles:,} articles to {self.small.articles:,}"
        self.targets.append(Target.most(said, large / small, 1.15))

    def reads(self, name, address):
        with self.large.in_use():
            cost = reading_cost_of(self.site.asking([address]))
        self.tell(name, cost)
        self.reads_nothing_in_full(name, cost.scans)

    # -- readers ---------------------------------------------------------------------------------

    def articles(self):
        self.title("The page of an article, rendered")
        bare, full = (lambda: pages(noted=False)), (lambda: pages(noted=True))
        seconds = self.timed(self.of_both("bare page", bare) | self.of_both("full page", full))
        with self.large.in_use():
            addresses = {"without a notice": bare()[0], "with a notice and a report": full()[0]}
        for name, address in addresses.items():
            self.reads(name, address)
        small = f"{self.small.articles:,}"
        for name, least in [("bare page", 10), ("full page", 6)]:
            times = times_faster(WAGTAIL_PAGE, seconds[f"{name}, {small}"], seconds["empty"])
            self.targets.append(Target.least(f"{name}: times Wagtail and Ghost", times, least))
            self.grows(name, seconds)

    def shows(self):
        self.title("The page of a show, with 20 cards")
        self.timed(self.of_both("show page", show_pages))
        with self.large.in_use():
            largest = show_pages()[0]
        self.reads("of the show with most articles", largest)

    def lists(self):
        self.title("Lists of 30 cards")
        with self.large.in_use():
            section = Section.objects.filter(articles__isnull=False).first().get_absolute_url()
        seconds = self.timed(
            self.of_both("front page", lambda: ["/"]) | self.of_both("section list", lambda: [section])
        )
        self.reads("front page", "/")
        self.reads("section list", section)
        self.grows("front page", seconds)

    def searches(self):
        self.title("Searches, in the database")
        with self.large.in_use():
            taken = {said: searching(said) for said in ASKED}
        for said, seconds in taken.items():
            self.say(f"  {said:<32} {seconds * 1000:8.2f} ms")
        self.targets.append(Target.most("search: ms of database, at most", max(taken.values()) * 1000, 50))

    # -- partners --------------------------------------------------------------------------------

    def feeds(self):
        self.title(f"A page of {ITEMS} articles, for programs")
        with self.large.in_use():
            etags = [self.site.get(address)[1]["ETag"] for address in ("/feed.json", API)]
            deep = deep_page(self.site, depth=20)
        seconds = self.timed(
            self.of_both("feed", lambda: ["/feed.json"])
            | {
                "feed, page 20": self.site.asking([deep], self.large),
                "feed, 304": self.site.asking(["/feed.json"], self.large, status=304, if_none_match=etags[0]),
                "full text": full_text(self.large),
                "API": self.site.asking([API], self.large),
                "API, 304": self.site.asking([API], self.large, status=304, if_none_match=etags[1]),
            }
        )
        self.reads("/feed.json", "/feed.json")
        self.reads("page 20 of it", deep)
        self.reads("/api/v1/articles/", API)
        empty, large = seconds["empty"], f"{self.large.articles:,}"
        self.targets += [
            Target.least("50 items, full text: times Ghost", times_faster(GHOST_LIST, seconds["full text"], empty), 10),
            Target.least("50 of the API: times Ghost", times_faster(GHOST_LIST, seconds["API"], empty), 10),
            Target.least("304: rate to the empty view's", empty / seconds["feed, 304"], 0.3, digits=2),
            Target.most("feed: page 20 to page 1", seconds["feed, page 20"] / seconds[f"feed, {large}"], 1.15),
        ]
        self.grows("feed", seconds)

    # -- the desk, and all of them ---------------------------------------------------------------

    def desk_list(self):
        self.title("The list of articles at the desk")
        with self.large.in_use():
            client = Client()
            client.force_login(User.objects.create_superuser("bench"))
            ours = {"cookie": f"sessionid={client.cookies['sessionid'].value}"}
            act = self.site.asking(["/admin/articles/article/"], **ours)
            cost = reading_cost_of(act, repeat=5)
        self.tell("100 articles, newest first", cost)
        self.reads_nothing_in_full("list at the desk", cost.scans)

    def memory(self):
        requests = max(500, self.large.articles // 25)
        self.title(f"A worker after {requests:,} requests of every kind")
        command = [sys.executable, "-m", "tests.bench.memory", self.large.name, str(requests)]
        said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.say(f"  at most {float(said):.0f} MB")
        self.targets.append(Target.most("worker: memory", float(said), 150, " MB", digits=0))


# -- what is asked for -----------------------------------------------------------------------------


def searching(said):
    """The median seconds that the database takes to find shows, people and articles for what was ``said``."""

    def once():
        with CaptureQueriesContext(connection) as asked:
            question = finding.understood(said)
            shows_named(question.bare, most=5)
            people_named(question.bare, most=5)
            finding.found(question)
        return sum(float(one["time"]) for one in asked)

    # Once everything that it needs is read and prepared.
    return median([once() for _ in range(16)][7:])


def pages(*, noted):
    """Addresses of articles with a notice, or without one."""
    pins = Coverage.objects.filter(article=OuterRef("pk"))
    flagged = Exists(pins.filter(standing__kind__in=SINCE_CHANGED, mention_only=False))
    quiet = ~Exists(pins.exclude(standing__kind=Kind.SAME))
    articles = Article.objects.published().filter(flagged if noted else quiet)
    return sampled(articles.order_by("pk").values_list("slug", flat=True), "/articles/{}/")


def show_pages():
    """Addresses of shows, the one with a tenth of all articles first."""
    return sampled(Show.objects.order_by("pk").values_list("slug", flat=True), "/shows/{}/")


def sampled(slugs, address):
    slugs = list(slugs)
    return [address.format(slug) for slug in slugs[:: max(1, len(slugs) // SAMPLE)][:SAMPLE]]


def every_kind():
    """Addresses of all kinds, in turn."""
    of_articles, of_shows = [*pages(noted=True), *pages(noted=False)], show_pages()
    lists = ["/", "/shows/", "/feed.json", API, "/api/v1/shows/", "/feed.json?since_changed=true"]
    api = [page.replace("/articles/", "/api/v1/articles/") for page in of_articles]
    return [address for some in zip(of_articles, api, of_shows * 20, lists * 100, strict=False) for address in some]


def deep_page(site, *, depth):
    address = "/feed.json"
    for _ in range(depth - 1):
        document = json.loads(site.get(address)[2])
        if "next_url" not in document:
            break
        address = document["next_url"].partition("://")[2].partition("/")[2]
        address = f"/{address}"
    return address


def full_text(newsroom):
    def act():
        with newsroom.in_use():
            found = Article.objects.published().for_items().order_by("-first_published_at", "-pk")[:ITEMS]
            return json.dumps(feeds.items(list(found), at=timezone.now(), full=True), ensure_ascii=False).encode()

    return act
