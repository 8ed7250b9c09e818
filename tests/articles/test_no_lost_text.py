"""Two people and the clock at one article, at random: every text that was ever sent is somewhere, for its author.

It is in a revision, in a working copy or in a kept text; or its own author has discarded it, or
replaced it in the window in which it was typed, or in one that went on with it.
"""

import random
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import copies, updates, workflow
from articles.models import Article, ScheduledUpdate
from newsroom import roles
from newsroom.imports.articles import import_articles
from shows import ledger
from tests.articles.test_concurrency import at_once, threads
from tests.articles.writing import change, filled
from tests.desk import sign_in
from tests.factories import make_draft, make_show, record
from tests.newsroom.importing import LINE, write
from tests.often import often
from tests.pages import parse

__all__ = ["threads"]
HOUR = timedelta(hours=1)
NEWS = ("canceled", "returning", "ended")
ACTS = ("submit", "approve", "send_back", "publish", "unschedule", "withdraw", "restore")
TYPING = ("autosave", "save", "save_what_cannot_be", "send_late", "kill")
STEPS = [
    *(
        "pass_an_hour",
        "record_news",
        "import_it",
        "schedule",
        "schedule_changes",
        "update",
        "restore_a_revision",
        "take_over",
        "discard",
    ),
    *(*TYPING, "open", "act", "autosave", "save"),
    *("open", "act", "autosave", "save", "autosave", "save"),
]


class Tab:
    """A window of a browser: the form as it came, what was typed into it last, and what it went on with."""

    def __init__(self, person, sent, *, went_on_with=()):
        self.person, self.sent = person, sent
        self.typed = set(went_on_with)

    def send(self, path, headline, **fields):
        """What the server answers to the form with another headline."""
        self.sent["copy-turn"] = str(int(self.sent["copy-turn"]) + 1)
        self.sent["headline"] = headline
        return self.person.client.post(path, self.sent | fields)

    def come_back(self, answer):
        """Go on with the form as the page has it that answered."""
        form = parse(answer.content.decode()).one("form", id="article_form")
        for name in ("base", "filed", "copy-window", "copy-turn", "copy-seen", "copy-kept"):
            self.sent[name] = form.one("input", name=name).attrs["value"]


class Person:
    def __init__(self, role):
        self.client = Client()
        self.user = sign_in(self.client, role)
        self.owed = set()  # the headlines of what has to be found


class Desk:
    """``chance`` draws what is done next: a run can be had again by its number."""

    def __init__(self, number, folder):
        self.chance, self.folder = random.Random(number), folder
        self.people = [Person(roles.REPORTERS), Person(roles.EDITORS)]
        self.show = make_show("Minx", seasons=[1])
        record(self.show, "returning", "2025-01-01", network="HBO Max")
        writer = self.people[0].user
        self.article = make_draft("Nothing yet", shows=[self.show], by=writer, assigned_to=writer, slug=LINE["slug"])
        self.tabs, self.said, self.seen = [], {}, {}
        self.number = count(1)

    def go_on(self):
        step, which, other = self.chance.choice(STEPS), self.chance.randrange(10), self.chance.randrange(10)
        do = getattr(self, step)
        self.in_a_tab(do, which, other) if step in TYPING else do(which, other)
        self.check_that_every_text_is_somewhere()
        self.check_that_revisions_stay()

    # -- what people do ------------------------------------------------------------------------------

    def next_headline(self):
        return f"Text {next(self.number)}"

    def in_a_tab(self, step, which, other):
        if self.tabs:
            step(self.tabs[which % len(self.tabs)], other)

    def open(self, which, other):
        self.open_as(self.people[which % 2], change(self.article))

    def open_as(self, person, path, **went_on):
        sent = filled(person.client, path)
        if "headline" in sent:
            self.tabs.append(Tab(person, sent, **went_on))

    def autosave(self, tab, other):
        headline = self.next_headline()

        answer = tab.send(reverse("admin:articles_article_keep", args=[self.article.pk]), headline)

        assert answer.json()["kept"]
        self.replaced(tab, headline)

    def replaced(self, tab, headline):
        """What was typed in ``tab`` before may go: this is there instead."""
        tab.person.owed -= tab.typed
        tab.person.owed.add(headline)
        tab.typed = {headline}

    def send_late(self, tab, other):
        """What was under way before something newer, and arrives after it."""
        if tab.sent["copy-turn"] == "1":
            return  # nothing newer was sent from there: it is no late message, but the first
        late = tab.sent | {"copy-turn": "0", "headline": "Of a moment ago"}
        tab.person.client.post(reverse("admin:articles_article_keep", args=[self.article.pk]), late)

    def save(self, tab, other):
        headline = self.next_headline()
        fields = {"slug": f"slug-{headline[5:]}"} if other > 6 and "slug" in tab.sent else {}
        latest = self.article.revisions.count()

        answer = tab.send(change(self.article), headline, **fields)

        if answer.status_code == 302:
            assert int(tab.sent["base"]) == latest, "a stale text was saved over another"
            self.said[self.article.revisions.latest("number").number] = headline
            tab.person.owed -= tab.typed
            self.tabs.remove(tab)
            return
        # Refused: it is kept, whatever is typed after it.
        tab.person.owed -= tab.typed
        tab.person.owed.add(headline)
        tab.typed = set()
        if answer.status_code == 200:
            tab.come_back(answer)
        else:
            assert answer.status_code == 403
            self.tabs.remove(tab)

    def save_what_cannot_be(self, tab, other):
        headline = self.next_headline()

        answer = tab.send(change(self.article), headline, embargo_until="soon")

        if answer.status_code == 200:
            tab.come_back(answer)
            self.replaced(tab, headline)
        else:
            tab.person.owed -= tab.typed
            tab.person.owed.add(headline)
            self.tabs.remove(tab)

    def kill(self, tab, other):
        self.tabs.remove(tab)

    def take_over(self, which, other):
        person = self.people[which % 2]
        found = copies.of(person.user)
        self.article.refresh_from_db()
        if found and person.client.get(change(self.article)).context_data["may_save"]:
            one = found[other % len(found)]
            self.open_as(person, f"{change(self.article)}?take={one.key}", went_on_with=[one.headline])

    def discard(self, which, other):
        person = self.people[which % 2]
        if found := copies.of(person.user):
            one = found[other % len(found)]
            path = reverse("admin:articles_article_discard", args=[self.article.pk, one.key])
            stamp = one.stamp if one.key == "copy" else ""
            assert person.client.post(path, {"stamp": stamp}).status_code == 302
            person.owed.discard(one.headline)

    def restore_a_revision(self, which, other):
        latest = self.article.revisions.count()
        number = which % latest + 1
        path = reverse("admin:articles_article_restore", args=[self.article.pk, number])
        self.people[1].client.post(path, {"base": latest if other > 2 else latest - 1})
        if self.article.revisions.count() > latest:
            self.said[latest + 1] = self.article.revisions.get(number=number).headline

    # -- what happens to the article -----------------------------------------------------------------

    def act(self, which, other):
        act = ACTS[which % len(ACTS)]
        more = {"send_back": {"comment": "Once more."}, "approve": {"revision": self.article.revisions.count()}}
        self.attempt(getattr(workflow, act), by=self.people[1].user, **more.get(act, {}))

    def update(self, which, other):
        self.attempt(workflow.update, by=self.people[1].user, substantive=which > 4)

    def schedule(self, which, other):
        self.attempt(workflow.schedule, by=self.people[1].user, publish_at=timezone.now() + HOUR)

    def schedule_changes(self, which, other):
        at, latest = timezone.now() + HOUR, self.article.revisions.count()
        what = ScheduledUpdate.What.SUBSTANTIVE if which > 4 else ScheduledUpdate.What.MINOR
        self.attempt(updates.schedule, by=self.people[1].user, publish_at=at, revision=latest, what=what)

    def attempt(self, act, **how):
        with suppress(workflow.NotAllowed):
            act(Article.objects.get(pk=self.article.pk), at=timezone.now(), **how)

    def pass_an_hour(self, which, other):
        workflow.publish_due(at=timezone.now() + 2 * HOUR)

    def record_news(self, which, other):
        at, status = timezone.now(), NEWS[which % len(NEWS)]
        with suppress(ledger.Refused):
            record(self.show, status, at.isoformat(timespec="minutes"), network="HBO Max", at=at)

    def import_it(self, which, other):
        path = write(self.folder / "articles.jsonl", [LINE | {"coverage": [], "slug": self.slug}])
        outcome = import_articles(path, at=timezone.now())
        assert (outcome.updated, outcome.imported) == (0, 0)

    @property
    def slug(self):
        return Article.objects.values_list("slug", flat=True).get(pk=self.article.pk)

    # -- what holds ----------------------------------------------------------------------------------

    def check_that_every_text_is_somewhere(self):
        said = set(self.article.revisions.values_list("headline", flat=True))
        for person in self.people:
            found = said | {one.headline for one in copies.of(person.user)}
            assert person.owed <= found, person.owed - found

    def check_that_revisions_stay(self):
        now = dict(self.article.revisions.order_by("number").values_list("number", "headline"))
        assert list(now) == list(range(1, len(now) + 1))
        assert self.seen.items() <= now.items()
        assert self.said.items() <= now.items()
        self.seen = now


def run(number, folder, *, steps):
    """Let them work, and take it back."""
    with transaction.atomic():
        desk = Desk(number, folder)
        for _ in range(steps):
            desk.go_on()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_sixty_steps_lose_no_text(tmp_path):
    run(1, tmp_path, steps=60)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(often(1)))
def test_five_hundred_steps_lose_no_text(tmp_path, number):
    run(number, tmp_path, steps=500)


@pytest.mark.django_db(transaction=True)
def test_all_at_once_lose_no_text(threads):
    people = [Person(roles.EDITORS), Person(roles.EDITORS)]
    article = make_draft("Nothing yet", shows=[make_show("Minx")])
    keeping = reverse("admin:articles_article_keep", args=[article.pk])
    saves, keeps = ([Tab(one, filled(one.client, change(article))) for one in people] for _ in range(2))

    answers = at_once(
        threads,
        *(partial(tab.send, change(article), f"Saved {index}") for index, tab in enumerate(saves)),
        *(partial(tab.send, keeping, f"Kept {index}") for index, tab in enumerate(keeps)),
        lambda: workflow.publish(article, by=None, at=timezone.now()),
    )

    assert sorted(answer.status_code for answer in answers[:2]) == [200, 302]
    assert [answer.status_code for answer in answers[2:4]] == [200, 200]
    said = set(article.revisions.values_list("headline", flat=True))
    assert len(said) == 2
    for index, one in enumerate(people):
        assert {f"Saved {index}", f"Kept {index}"} <= said | {own.headline for own in copies.of(one.user)}
