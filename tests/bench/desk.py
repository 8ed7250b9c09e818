"""What every page of the desk costs in a large newsroom: no page may keep anybody waiting."""

from datetime import timedelta

from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import text, workflow
from articles.models import Article, Author, Coverage, Section
from newsroom.models import User
from shows.models import Network, Season, Show, StatusEntry
from tests.bench.measure import reading_cost_of
from tests.bench.report import Report
from tests.bench.targets import Target

MANY = 50
MOST_STATEMENTS, MOST_MILLISECONDS = 25, 500
# What no newsroom may wait for on the day of a cancellation: milliseconds of database.
QUICK, MOST_OF_DATABASE = ("stale desk", "record: preview", "named, not covered"), 5


class Desk(Report):
    """The pages of the desk, as a managing editor sees them; printed and held to the same bounds, all of them."""

    def run(self):
        self.title(f"The pages of the desk, with {self.large.articles:,} articles")
        with self.large.in_use():
            self.work = Work(self.large.articles)
            self.client = Client(SERVER_NAME="localhost")
            self.client.force_login(self.work.user)
            costs = {name: self.cost(name, *wanted) for name, wanted in self.work.pages().items()}
        most = max(cost.statements for cost in costs.values())
        slowest = max(cost.milliseconds for cost in costs.values())
        return [
            Target.most(f"desk, {len(costs)} pages: statements", most, MOST_STATEMENTS, digits=0),
            Target.most(f"desk, {len(costs)} pages: CPU", slowest, MOST_MILLISECONDS, " ms", digits=0),
            *(Target.most(f"{name}: ms of database", costs[name].of_database, MOST_OF_DATABASE) for name in QUICK),
        ]

    def cost(self, name, address, sent=None):
        if sent and (answer := self.client.post(address, sent)).status_code == 302:
            # What was sent is kept, and the page that answers it is got.
            address, sent = answer.url, None

        def act():
            answer = self.client.get(address) if sent is None else self.client.post(address, sent)
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {address} answers {answer.status_code}")

        cost = reading_cost_of(act, repeat=9)
        self.tell(name, cost)
        return cost


class Work:
    """What editors have made on top of the archive, and the addresses at which they see it."""

    def __init__(self, articles):
        self.user = User.objects.create_superuser("desk", first_name="Desk")
        self.at = timezone.now()
        self.section = Section.objects.first()
        self.largest = Show.objects.order_by("pk").first()
        self.word = self.largest.title.split()[0]
        for number in range(MANY):
            User.objects.create_user(f"reporter-{number}", is_staff=True)
            drafted = self.draft(f"Draft {number}", Show.objects.order_by("pk")[:1])
            if number % 3:
                workflow.submit(drafted, by=self.user, at=self.at)
            if number % 3 == 2:
                tomorrow = self.at + timedelta(days=1, minutes=number)
                workflow.schedule(drafted, by=self.user, at=self.at, publish_at=tomorrow, revision=1)
        self.wide = self.draft("A roundup", Show.objects.annotate(n=Count("coverage")).order_by("-n", "pk")[:MANY])
        for number in range(1, MANY):
            text.save_revision(self.wide, base=number, by=self.user, at=self.at, **words(f"A roundup, take {number}"))
        self.narrow = Article.objects.published().order_by("-published_at").first()
        self.flagged = Article.objects.published().since_changed().order_by("-published_at").first()

    def draft(self, headline, shows):
        slug = headline.lower().replace(" ", "-")
        article = Article.objects.create(slug=slug, section=self.section, created_by=self.user, assigned_to=self.user)
        text.save_revision(article, base=0, by=self.user, at=self.at, **words(headline))
        Coverage.objects.bulk_create(
            Coverage(article=article, show=show, position=position) for position, show in enumerate(shows)
        )
        return article

    def pages(self):
        """By name: an address, and what is sent there, if anything is."""
        everything = self.home() | self.lists() | self.articles() | self.shows() | self.ledger() | self.people()
        return {name: one if isinstance(one, tuple) else (one,) for name, one in everything.items()}

    def home(self):
        found = reverse("desk:palette")
        complete = f"{reverse('desk:autocomplete')}?app_label=articles&model_name=coverage&field_name=show"
        return {
            "home": reverse("admin:index"),
            "stale desk": reverse("desk:stale"),
            "stale desk: contradicted": f"{reverse('desk:stale')}?kind=contradiction",
            "named, not covered": reverse("desk:named"),
            "named, not covered: of a show": f"{reverse('desk:named')}?show={self.word}",
            "named, not covered: in headlines": f"{reverse('desk:named')}?where=headline",
            "named, not covered: of a section": f"{reverse('desk:named')}?section={self.section.pk}",
            "palette: a show": f"{found}?s={self.word}",
            "palette: an article": f"{found}?s=Synthetic article {self.narrow.pk}",
            "palette: two letters": f"{found}?s=th",
            "palette: nothing": f"{found}?s=nosuchword",
            "autocomplete: a show": f"{complete}&term={self.word[:3]}",
            "autocomplete: all shows": complete,
        }

    def lists(self):
        listed = reverse("admin:articles_article_changelist")
        narrowed = {
            "": "",
            ", page 20": "?p=20",
            ", last page": f"?p={Article.objects.count() // 50}",
            ", by headline": "?o=1",
            ", by stage": "?o=2",
            ": in review": "?stage=in_review",
            ": drafts": "?stage=draft",
            ": published": "?stage=published",
            ": withdrawn": "?stage=withdrawn",
            ": held": "?stage=held",
            ": of a section": f"?section__id__exact={self.section.pk}",
            ": since changed": "?since_changed=yes",
            ": not changed": "?since_changed=no",
            ": of a show": f"?shows__id__exact={self.largest.pk}",
            ": mine": "?whose=mine",
            ": nobody’s": "?whose=nobody",
            ": overdue": "?due=overdue",
            ": a word": f"?q={self.word}",
            ": a rare word": "?q=roundup",
            ": two letters": "?q=an",
            ": no such word": "?q=nosuchword",
            ": words of a section": f"?q={self.word}&section__id__exact={self.section.pk}&stage=published",
        }
        return {f"articles{name}": f"{listed}{query}" for name, query in narrowed.items()}

    def articles(self):
        found = {"new article": reverse("admin:articles_article_add")}
        for name, article in {"one subject": self.narrow, "50 subjects": self.wide, "a notice": self.flagged}.items():
            found |= {
                f"article, {name}": of(article, "change"),
                f"history, {name}": of(article, "revisions"),
                f"preview, {name}": of(article, "preview"),
                f"preview’s page, {name}": of(article, "preview_page"),
                f"preview links, {name}": of(article, "preview_links"),
            }
        for name, views in {"side by side": "", "in one text": "?view=inline"}.items():
            found[f"difference, {name}"] = of(self.wide, "difference", 1, MANY) + views
        for act in ("publish", "schedule", "redate", "review", "withdraw", "exempt"):
            article = self.wide if act in ("publish", "schedule") else self.flagged
            found[f"act: {act}"] = of(article, "act", act)
        found["revision"] = of(self.wide, "revision", MANY)
        return found

    def shows(self):
        listed = reverse("admin:shows_show_changelist")
        season = Season.objects.filter(show=self.largest).first()
        network = Network.objects.first()
        return {
            "shows": listed,
            "shows, last page": f"{listed}?p={Show.objects.count() // 50}",
            "shows: a word": f"{listed}?q={self.word}",
            "shows: of a status": f"{listed}?status=returning",
            "shows: of a network": f"{listed}?network__id__exact={network.pk}",
            "show": reverse("admin:shows_show_change", args=[self.largest.pk]),
            "season": reverse("admin:shows_season_change", args=[season.pk]),
            "networks": reverse("admin:shows_network_changelist"),
            "people": reverse("admin:shows_person_changelist"),
            "sections": reverse("admin:articles_section_changelist"),
            "topics": reverse("admin:articles_topic_changelist"),
            "authors": reverse("admin:articles_author_changelist"),
            "author": reverse("admin:articles_author_change", args=[Author.objects.first().pk]),
        }

    def ledger(self):
        listed = reverse("admin:shows_statusentry_changelist")
        entry = StatusEntry.objects.filter(show=self.largest, corrects=None, correction=None).latest("placed_at")
        record, correct = (reverse(f"desk:{name}", args=[pk]) for name, pk in said(self.largest, entry))
        today = timezone.localdate(self.at).isoformat()
        happened = {"status": "canceled", "precision": "day", "effective_on": today, "confirmation": "official"}
        return {
            "all entries": listed,
            "all entries, page 20": f"{listed}?p=20",
            "all entries: of a show": f"{listed}?q={self.word}",
            "all entries: canceled": f"{listed}?status__exact=canceled",
            "all entries: unsourced": f"{listed}?source=none",
            "all entries: corrected": f"{listed}?stands=corrected",
            "entry": reverse("admin:shows_statusentry_change", args=[entry.pk]),
            "ledger of a show": reverse("desk:ledger", args=[self.largest.pk]),
            "find a show": reverse("desk:find_show"),
            "find a show: a word": f"{reverse('desk:find_show')}?q=the",
            "record": record,
            "record: preview": (record, happened | {"step": "preview"}),
            "correct": correct,
        }

    def people(self):
        return {
            "accounts": reverse("admin:newsroom_user_changelist"),
            "account": reverse("admin:newsroom_user_change", args=[self.user.pk]),
            "its sign-in": reverse("desk:account", args=[self.user.pk]),
            "groups": reverse("admin:auth_group_changelist"),
        }


def of(article, name, *more):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *more])


def said(show, entry):
    return ("record", show.pk), ("correct", entry.pk)


def words(headline):
    body = "".join(f"<p>Paragraph {number} of {headline.lower()}, with its words.</p>" for number in range(40))
    return {"headline": headline, "dek": "What is known so far.", "body": body}
