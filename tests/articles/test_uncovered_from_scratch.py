"""Whatever was written, covered and renamed: what is listed is what a plain reading of everything finds."""

from contextlib import suppress
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from articles import filing, hints, known, text, uncovered, workflow
from articles.bulk import Subject
from articles.models import Article, Coverage, NotAbout, Uncovered, Unread
from articles.naming import Names, read
from shows.models import Person
from tests.articles.test_from_scratch import run
from tests.factories import make_article, make_network, make_show, moment
from tests.often import often

pytestmark = pytest.mark.django_db

NOW = moment("2025-07-01")
TITLES = ["Minx", "Étoile", "Minx Returns", "The Who", "GLOW", "Nine-Nine", "24"]
SAID = [
    "“Minx” is renewed for season 2",
    "Etoile and Minx Returns",
    "“The Who” is canceled",
    "GLOW, then Nine-Nine",
    "24: a look",
]
HTML = ["", "<p>More on <em>Minx</em>.</p>", "<h2>Étoile</h2><p>It ends.</p>", "<p>At last, <em>24</em> and GLOW.</p>"]

titles, said, html, numbers = st.sampled_from(TITLES), st.sampled_from(SAID), st.sampled_from(HTML), st.integers(0, 9)


class Reading(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.articles, self.shows = [], []

    def some(self, which, of):
        return of[which % len(of)]

    @initialize(title=titles, headline=said)
    def begin(self, title, headline):
        self.show_is_entered(title)
        self.publish(headline, "", 0, covers=False)

    @rule(title=titles)
    def show_is_entered(self, title):
        self.shows.append(make_show(title, year=2000 + len(self.shows)))

    @rule(which=numbers, title=titles, also=st.lists(titles, max_size=1))
    def show_is_renamed(self, which, title, also):
        show = self.some(which, self.shows)
        show.title, show.also_known_as = title, also
        show.save()

    @rule(title=titles, which=numbers)
    def somebody_else_has_the_name(self, title, which):
        make_network(f"{title} Returns")
        Person.objects.create(name=f"{title} {which}", slug=f"person-{Person.objects.count()}")

    @rule(headline=said, body=html, which=numbers, covers=st.booleans())
    def publish(self, headline, body, which, covers):
        shows = [self.some(which, self.shows)] if covers else []
        self.articles.append(make_article(headline, body=body, shows=shows, published=NOW))

    @rule(which=numbers, headline=said, body=html)
    def update(self, which, headline, body):
        article = self.some(which, self.articles)
        base = article.revisions.latest("number").number
        text.save_revision(article, base=base, by=None, at=NOW, headline=headline, dek="", body=body)
        self.attempt(workflow.update, article, substantive=False)

    @rule(which=numbers)
    def withdraw_or_restore(self, which):
        article = Article.objects.get(pk=self.some(which, self.articles).pk)
        self.attempt(workflow.withdraw if article.is_public else workflow.restore, article)

    @rule(which=numbers, days=st.integers(1, 9))
    def redate(self, which, days):
        self.attempt(workflow.redate, self.some(which, self.articles), published_at=NOW - timedelta(days=days))

    @rule(which=numbers, subjects=st.lists(numbers, max_size=2))
    def refile(self, which, subjects):
        article = self.some(which, self.articles)
        shows = {self.some(number, self.shows).pk for number in subjects}
        now = filing.of(article)
        wanted = filing.Filing(**vars(now) | {"subjects": tuple(Subject(show, None) for show in sorted(shows))})
        self.attempt(filing.refile, article, filing=wanted)

    @rule(which=numbers, show=numbers)
    def dismiss(self, which, show):
        self.attempt(hints.dismiss, self.some(which, self.articles), shows=[self.some(show, self.shows).pk])

    @rule(which=numbers, show=numbers, how=st.sampled_from([uncovered.cover, uncovered.set_aside]))
    def settle(self, which, show, how):
        self.attempt(how, self.some(which, self.articles), show=self.some(show, self.shows))

    @rule()
    def read_a_little(self):
        uncovered.read_some(2)

    def attempt(self, act, article, **more):
        with suppress(workflow.NotAllowed):
            act(article, by=None, at=NOW, **more)

    # -- what has to be true ---------------------------------------------------------------------

    @invariant()
    def nothing_that_is_settled_is_listed(self):
        """At once, before anything is read again."""
        for one in Uncovered.objects.select_related("article"):
            subject = {"article": one.article, "show": one.show_id}
            assert one.article.is_public
            assert one.published_at == one.article.published_at
            assert not Coverage.objects.filter(**subject).exists()
            assert not NotAbout.objects.filter(**subject).exists()

    def teardown(self):
        try:
            uncovered.read_waiting(most=3)
            listed = Uncovered.objects.values_list("article", "show", "where", "words")
            assert sorted(listed) == sorted(self.plain())
            assert not Unread.objects.exists()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def plain(self):
        """Everything, read anew."""
        names = Names(known._called())
        for article in Article.objects.published().select_related("live_revision"):
            words, first = article.live_revision, {}
            own = {*article.coverage.values_list("show", flat=True), *article.not_about.values_list("show", flat=True)}
            for one in names.found_in(read(words.headline, words.dek, words.body)):
                shows = {row.pk for row in one.of("show")}
                if not shows & own:
                    for show in shows:
                        first.setdefault(show, (one.where, one.text))
            yield from ((article.pk, show, *place) for show, place in first.items())


def test_what_is_listed_is_what_a_plain_reading_finds():
    run(examples=2, steps=8, machine=Reading)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_is_listed_is_what_a_plain_reading_finds_after_many_acts():
    run(examples=often(12), steps=40, machine=Reading)
