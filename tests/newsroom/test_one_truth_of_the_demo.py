"""Every surface tells the same of every article of the demo newsroom, before and after each act."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles import exemptions, status_changes, text, workflow
from articles.models import Article
from newsroom.models import User
from shows.models import Show
from tests.database import analyze
from tests.factories import cover, make_change, make_draft, make_user, record
from tests.newsroom.surfaces import all_agree, kinds, truth

NOBODY = "nobody"  # tells of it: it is not public
EXPLAINER = "will-there-be-a-season-2-of-etoile"
# On a process of its own: setting the demo newsroom up takes its time.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("one truth")]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo newsroom, set up once: what a test does on top of it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        make_user("desk", is_staff=True, is_superuser=True)
        # What other tests made and took back still lies in the tables: PostgreSQL must know that it is not to be read.
        analyze()
        yield timezone.now() + timedelta(minutes=1)
        transaction.set_rollback(True)


@pytest.fixture
def at(demo, db, client):
    """The moment at which everything happens, with somebody at the desk who may read all of it."""
    client.force_login(User.objects.get(is_superuser=True))
    return demo


@pytest.fixture
def etoile(at):
    return Show.objects.get(slug="etoile")


@pytest.fixture
def before(at):
    return kinds(truth())


@pytest.fixture
def after(client, etoile):
    """Holds the surfaces against each other, and gives what is told of which articles now, where that has changed."""
    near = set(Article.objects.filter(shows=etoile).values_list("slug", flat=True))

    def changed(before):
        now = all_agree(client, near=near | set(Article.objects.order_by("-pk").values_list("slug", flat=True)[:2]))
        slugs = before.keys() | now.keys()
        both = {slug: (before.get(slug, NOBODY), now.get(slug, NOBODY)) for slug in slugs}
        return {slug: kinds for slug, kinds in both.items() if kinds[0] != kinds[1]}

    return changed


def explainer():
    return Article.objects.get(slug=EXPLAINER)


def standing(show, *statuses):
    return show.ledger.standing().filter(status__in=statuses)


def test_all_say_the_same_of_the_demo_as_it_is(at, client, before):
    # The page at the desk of one article with each kind of notice, and of one without.
    one_of_each = {kind: slug for slug, kind in before.items()}

    assert all_agree(client, closely=set(one_of_each.values())) == before

    assert one_of_each.keys() == {"contradiction", "decided", "progress", "record-corrected", None}
    assert before[EXPLAINER] == "contradiction"


def test_all_say_the_same_after_news(before, after, etoile, at):
    change = make_change(etoile, "returning", at.isoformat(), event="pickup", network="Apple TV+")

    status_changes.record(change, by=None, at=at)

    changed = after(before)
    assert changed
    assert changed.keys() <= set(etoile.articles.values_list("slug", flat=True))


def test_all_say_the_same_after_late_news(before, after, etoile, at):
    relied = etoile.coverage.filter(article__slug=EXPLAINER).first().relied_at
    early = (relied - timedelta(hours=1)).isoformat()

    record(etoile, "canceled", early, network="Prime Video", at=at)
    record(etoile, "order_reversed", early, season=2, at=at)

    assert after(before)[EXPLAINER] == ("contradiction", None)


def test_all_say_the_same_after_a_correction_takes_notices_back(before, after, etoile, at):
    for entry in standing(etoile, "canceled", "order_reversed"):
        status_changes.correct(entry, status_changes.void(entry), by=None, at=at)

    assert after(before)[EXPLAINER] == ("contradiction", None)


def test_all_say_the_same_after_a_correction_to_another_status(before, after, etoile, at):
    wrong = standing(etoile, "order_reversed").get()
    change = make_change(etoile, "delayed", wrong.effective_text, season=2, network="Prime Video")

    status_changes.correct(wrong, change, by=None, at=at)

    # What had reported the reversal relied on it.
    assert set(after(before).values()) == {(None, "record-corrected")}


def test_all_say_the_same_after_an_exemption_and_its_end(before, after, at):
    exemptions.exempt(explainer(), reason="An archive piece.", by=None, at=at)
    assert after(before) == {EXPLAINER: ("contradiction", None)}

    exemptions.lift(explainer(), reason="It is none.", by=None, at=at)

    assert after(before) == {}


def test_all_say_the_same_after_each_subject_was_exempted(before, after, at):
    for single in explainer().coverage.all():
        exemptions.exempt(explainer(), reason="An obituary.", by=None, at=at, coverage=single)

    assert after(before) == {EXPLAINER: ("contradiction", None)}


def test_all_say_the_same_after_a_review(before, after, at):
    workflow.review(explainer(), by=None, at=at)

    assert after(before) == {EXPLAINER: ("contradiction", None)}


def test_all_say_the_same_after_an_update(before, after, at):
    rewrite(at)
    assert after(before) == {}

    workflow.update(explainer(), by=None, at=at, substantive=True)

    assert after(before) == {EXPLAINER: ("contradiction", None)}


def test_all_say_the_same_after_a_typo_was_fixed(before, after, at):
    rewrite(at)

    workflow.update(explainer(), by=None, at=at, substantive=False)

    assert after(before) == {}


def rewrite(at):
    article = explainer()
    words = {"headline": "What became of season 2 of Étoile", "body": "<p>Its order was reversed.</p>"}
    text.save_revision(article, base=article.latest_revision.number, by=None, at=at, **words)


def test_all_say_the_same_after_a_withdrawal_and_a_restoration(before, after, at):
    workflow.withdraw(explainer(), by=None, at=at, note="It was overtaken.")
    assert after(before) == {EXPLAINER: ("contradiction", NOBODY)}

    workflow.restore(explainer(), by=None, at=at)

    assert after(before) == {}


def test_all_say_the_same_after_an_article_was_redated(before, after, at, etoile):
    canceled = standing(etoile, "canceled").get()

    workflow.redate(explainer(), by=None, at=at, published_at=canceled.effective_at + timedelta(days=3))

    assert after(before) == {EXPLAINER: ("contradiction", None)}


def test_all_say_the_same_when_a_scheduled_article_comes_due(before, after, at, etoile):
    scheduled = make_scheduled("How Étoile was made", etoile, at=at)
    assert after(before) == {}

    workflow.publish_due(at=at + timedelta(hours=1))

    assert after(before) == {scheduled.slug: (NOBODY, None)}


def test_all_say_the_same_of_what_news_holds_back(before, after, at, etoile):
    held = Article.objects.exclude(held_at=None).get()
    scheduled = make_scheduled("Étoile stays away", etoile, at=at)
    later = at + timedelta(minutes=30)
    record(etoile, "ordered", later.isoformat(), season=2, network="Apple TV+", at=later)

    workflow.publish_due(at=at + timedelta(hours=1))

    assert scheduled.slug not in after(before)
    assert set(Article.objects.exclude(held_at=None)) == {held, scheduled}


def make_scheduled(headline, show, *, at):
    article = make_draft(headline)
    cover(article, (show, 2))
    return workflow.schedule(article, by=None, at=at, publish_at=at + timedelta(hours=1))
