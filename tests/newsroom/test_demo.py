import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from articles import notices
from articles.models import Article
from newsroom import roles
from newsroom.lib.periods import parse
from newsroom.management.commands.demo import ACCOUNTS, DATA, make_accounts
from shows.models import Show, StatusEntry
from tests.factories import make_show, make_user
from tests.newsroom.importing import everything

pytestmark = pytest.mark.django_db

OUTDATED = ["will-there-be-a-season-2-of-etoile", "etoile-second-season-gainsbourg-return"]
STILL_RIGHT = ["etoile-and-the-two-season-order", "prime-video-cancels-etoile"]


def demo():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def texts():
    return [json.loads(line) for line in (DATA / "articles.jsonl").read_text().splitlines()]


def test_demo_says_where_everything_is():
    said = demo()

    site = settings.SITE_URL
    assert said == (
        "The demo newsroom has 14 shows and 4 articles:\n"
        f"  {site}/  what readers see\n"
        f"  {site}/articles/will-there-be-a-season-2-of-etoile/  an article that has since changed\n"
        f"  {site}/shows/etoile/  its show, with the ledger\n"
        f"  {site}/feed.json  what partners get\n"
        f"  {site}/admin/  the desk\n"
        "Its accounts, whose passwords are their names: reporter, editor, managing-editor.\n"
        "They can sign in only while DEBUG is on.\n"
    )
    assert (Show.objects.count(), StatusEntry.objects.count(), Article.objects.count()) == (14, 259, 4)


def test_the_addresses_that_it_names_answer(client):
    addresses = re.findall(rf"{re.escape(settings.SITE_URL)}(\S*)", demo())

    assert len(addresses) == 5
    for address in addresses[:-1]:
        assert client.get(address).status_code == 200, address
    assert client.get(addresses[-1]).status_code == 302  # to sign in


def test_of_four_articles_the_first_two_have_since_changed():
    demo()

    told = {one.slug: notices.for_article(one) for one in Article.objects.for_notices().newest_first()}
    assert list(told) == [*STILL_RIGHT, *OUTDATED]
    assert [told[slug] for slug in STILL_RIGHT] == [None, None]
    assert [(told[slug].kind, told[slug].headline) for slug in OUTDATED] == [
        ("contradiction", "This has since changed")
    ] * 2


def test_the_notices_tell_what_was_ordered_and_what_was_reversed():
    demo()

    explainer, hopeful = (notices.for_article(Article.objects.for_notices().get(slug=slug)) for slug in OUTDATED)
    assert explainer.text == (
        "Prime Video has reversed its order for season 2 of Étoile, TV Insider, citing Deadline, reported on June 6, "
        "2025. When this article was published, on April 30, 2025, the season was ordered."
    )
    assert hopeful.text == (
        "Prime Video has canceled Étoile, TV Insider, citing Deadline, reported on June 6, 2025. When this article was "
        "published, on April 25, 2025, the show was to return for another season."
    )


def test_the_feed_has_all_four_with_their_notices(client):
    demo()

    items = client.get("/feed.json").json()["items"]

    assert [item["url"].rstrip("/").rpartition("/")[2] for item in items] == [*STILL_RIGHT, *OUTDATED]
    assert [item["_newsroom"]["since_changed"] for item in items] == [False, False, True, True]
    assert {item["_newsroom"]["notice"]["recorded_at"] for item in items[2:]} == {"2025-06-06T18:20:11Z"}
    subjects = {(told["show"]["title"], told["season"]) for item in items for told in item["_newsroom"]["subjects"]}
    assert subjects == {("Étoile", None), ("Étoile", 2)}


def test_the_pages_of_all_four_carry_them(client):
    demo()

    for slug in OUTDATED:
        assert 'data-notice="contradiction"' in client.get(f"/articles/{slug}/").content.decode()
    for slug in STILL_RIGHT:
        assert "data-notice" not in client.get(f"/articles/{slug}/").content.decode()


def test_demo_goes_only_once_into_a_database():
    demo()
    before = everything()

    with pytest.raises(CommandError, match="The demo newsroom is here already: the demo goes only into an empty"):
        demo()

    assert everything() == before


@pytest.mark.parametrize("make", [make_show, make_user])
def test_demo_goes_only_into_an_empty_database(make):
    make()
    before = everything()

    with pytest.raises(CommandError, match="This newsroom has shows, articles or accounts: the demo"):
        demo()

    assert everything() == before
    assert not get_user_model().objects.filter(username="editor").exists()


def test_demo_goes_only_into_the_embedded_database(monkeypatch):
    monkeypatch.delitem(connection.settings_dict, "EMBEDDED")

    with pytest.raises(CommandError, match="only into the embedded database: unset DATABASE_URL"):
        demo()

    assert not Show.objects.exists()


# -- its accounts --------------------------------------------------------------------------------


def test_demo_accounts_sign_in_only_while_debug_is_on(client, settings):
    make_accounts()

    for name in ACCOUNTS:
        settings.DEBUG = False
        assert not client.login(username=name, password=name)
        settings.DEBUG = True
        assert client.login(username=name, password=name)


def test_a_demo_session_ends_with_debug(client, settings):
    make_accounts()
    settings.DEBUG = True
    client.login(username="editor", password="editor")
    assert client.get("/admin/").status_code == 200

    settings.DEBUG = False

    assert client.get("/admin/").status_code == 302


def test_other_accounts_sign_in_whether_debug_is_on_or_not(client, settings):
    user = make_user(password="a long one")

    for settings.DEBUG in (True, False):
        assert client.login(username=user.username, password="a long one")


@pytest.mark.parametrize(
    ("permission", "held_by"),
    [
        ("articles.add_article", ["reporter", "editor", "managing-editor"]),
        ("shows.view_statusentry", ["reporter", "editor", "managing-editor"]),
        ("articles.view_article", ["reporter", "editor", "managing-editor"]),
        ("articles.edit_any_article", ["editor", "managing-editor"]),
        ("articles.publish_article", ["editor", "managing-editor"]),
        ("articles.review_article", ["editor", "managing-editor"]),
        ("shows.record_status", ["editor", "managing-editor"]),
        ("shows.correct_ledger", ["managing-editor"]),
        ("articles.withdraw_article", ["managing-editor"]),
        ("articles.redate_article", ["managing-editor"]),
        ("articles.exempt_article", ["managing-editor"]),
        ("newsroom.change_user", ["managing-editor"]),
        ("shows.add_statusentry", []),
        ("shows.change_statusentry", []),
        ("articles.delete_article", []),
    ],
)
def test_each_role_may_do_its_own(permission, held_by):
    make_accounts()

    accounts = get_user_model().objects.filter(username__in=ACCOUNTS)
    assert [name for name in ACCOUNTS if accounts.get(username=name).has_perm(permission)] == held_by
    assert all(account.is_staff and not account.is_superuser for account in accounts)


def test_groups_are_made_once_and_keep_what_somebody_gave_them():
    reporters = roles.make_groups()[roles.REPORTERS]
    given = roles.make_groups()[roles.MANAGING_EDITORS].permissions.get(codename="correct_ledger")
    reporters.permissions.add(given)
    before = Group.objects.count(), reporters.permissions.count()

    roles.make_groups()

    assert (Group.objects.count(), reporters.permissions.count()) == before


# -- its data ------------------------------------------------------------------------------------


def test_no_sentence_stands_in_two_articles():
    seen = {}
    for text in texts():
        blocks = re.split(r"</?(?:p|h2)>", f"{text['headline']}</p>{text['dek']}</p>{text['body_html']}")
        sentences = [part for block in blocks for part in re.split(r"(?<=[.?!])\s+", re.sub("<[^>]+>", "", block))]
        for sentence in filter(None, (" ".join(part.lower().split()) for part in sentences)):
            assert seen.setdefault(sentence, text["slug"]) == text["slug"], sentence
    assert len(seen) > 100


def test_each_article_has_the_length_of_one():
    lengths = [len(re.sub("<[^>]+>", " ", text["body_html"]).split()) for text in texts()]

    assert len(lengths) == 4
    assert all(300 <= length <= 600 for length in lengths), lengths


def test_every_entry_was_recorded_soon_after_it_took_effect():
    entries = [entry for show in json.loads((DATA / "histories.json").read_text())["shows"] for entry in show["ledger"]]

    assert len(entries) == 259
    for entry in entries:
        effective, _ = parse(entry["effective"])
        waited = datetime.fromisoformat(entry["recorded"]) - effective.astimezone(UTC)
        assert 0 <= waited.days < (31 if entry["precision"] == "month" else 1), entry
