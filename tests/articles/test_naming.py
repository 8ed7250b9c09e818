import json
import unicodedata
from pathlib import Path

import pytest

import newsroom
from articles import known
from articles.naming import Named, Names, read
from shows.models import Network, Show
from tests.factories import make_network, make_show

HEADLINES = Path(__file__).parent.parent / "data" / "headlines.jsonl"
HISTORIES = Path(newsroom.__file__).parent / "demo" / "histories.json"
AWKWARD = ["You", "Lost", "From", "Evil", "Next", "Dark", "Her", "One", "All", "Suits", "Friends", "House", "Barry"]
AWKWARD += ["The Bear", "The Office", "This Is Us", "All Rise", "New Girl", "The Last of Us", "Community", "Silo"]


def plain(text):
    """Text as a plain search has it, apart from the rule that is measured."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()


def names_of(*titles):
    return Names((Named("show", title), title) for title in titles)


NAMES = names_of(
    *AWKWARD,
    *("Étoile", "Minx", "GLOW", "Grey’s Anatomy", "S.W.A.T.", "Will & Grace", "Mrs. Maisel", "B99", "Warrior Nun"),
    *("Law & Order", "Law & Order: Special Victims Unit", "One Day at a Time", "Lucifer", "Stumptown", "Star Trek"),
)


def named(headline="", body=""):
    found = NAMES.found_in(read(headline, "", body))
    return [one.text if one.text == title else f"{one.text} = {title}" for one in found for title in one.of("show")]


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        # accents and case
        ("Prime Video cancels Étoile", ["Étoile"]),
        ("Prime Video cancels etoile", ["etoile = Étoile"]),
        ("ÉTOILE’S SECOND SEASON", ["ÉTOILE = Étoile"]),
        ("E\u0301toile is back", ["Étoile"]),
        # possessives, and never inside of other words
        ("Étoile's finale", ["Étoile"]),
        ("Étoile’s finale", ["Étoile"]),
        ("The Étoiles of Paris", []),
        ("Minxes and minxish people", []),
        # the longest wins
        ("Law & Order: Special Victims Unit returns", ["Law & Order: Special Victims Unit"]),
        ("Law and Order Is Renewed", ["Law and Order = Law & Order"]),
        # as it is punctuated
        ("Will and Grace, Greys Anatomy and SWAT return", None),
        ("Mrs Maisel’s coat", ["Mrs Maisel = Mrs. Maisel"]),
        ("What was the star? Trek on", []),
        # words like any other
        ("You will not believe what happened to you", []),
        ("Nothing is lost. Lost is a word.", []),
        ("From Season 1 to the finale", []),
        ("An evil plan in a dark house", []),
        ("Community Theater Saves the Day", []),
        ("The bear market at the office", []),
        ("Take it one day at a time", []),
        ("One day at a time, the crew rebuilt", []),
        ("His Friends, Her Suits, All of Us", []),
        # … where they are marked
        ("‘You’ and “Lost” are on", ["You", "Lost"]),
        ("'From' gets a date", ["From"]),
        ("‘Evil’s finale", ["Evil"]),
        ("#Lost", ["Lost"]),
        ("Dark: how it ends", ["Dark"]),
        ("Evil season 4: what we know", ["Evil"]),
        ("Season 5 of You is coming", ["You"]),
        ("MGM+ renews From for season 4", ["From"]),
        ("Is Evil canceled?", ["Evil"]),
        ("We lost the plot of Lost in 2008", ["Lost"]),
        # what is written as it is
        ("GLOW the latest to go", ["GLOW"]),
        ("They glow. Glow worms do.", []),
        # names of people
        ("Why Warrior Nun Creator Simon Barry Is Not Back", ["Warrior Nun"]),
        ("He joined Barry in 2018", ["Barry"]),
        ("Lucifer resurrected (again)!", ["Lucifer"]),
        ("Why Stumptown Is Over", ["Stumptown"]),
    ],
)
def test_a_headline_names_shows(headline, found):
    if found is None:
        found = ["Will and Grace = Will & Grace", "Greys Anatomy = Grey’s Anatomy", "SWAT = S.W.A.T."]

    assert named(headline) == found


def test_italics_mark_a_title_and_make_it_known():
    body = "<p>We lost. Lost is a word.</p><p>In <em>Lost</em>, they were lost.</p><p>Then came Lost again.</p>"

    assert named("Lost at Sea", body) == ["Lost", "Lost", "Lost", "Lost"]
    assert named("Lost at Sea", body.replace("<em>Lost</em>", "there")) == ["Lost"]


def test_what_is_within_italics_is_no_title_by_itself():
    assert named(body="<p><em>We all went from house to house, and then all of you went home.</em></p>") == []


def test_a_block_ends_what_is_named():
    assert named(body="<p>They all said Warrior</p><p>Nun of them</p>") == []


def test_each_mention_tells_where_it_stands():
    body = "<h2>What of Minx?</h2><p>The second season of <em>Étoile</em> &amp; all that it was to be.</p>"
    heading, text = NAMES.found_in(read("News", "And more", body))

    assert (heading.where, heading.around) == ("heading", ("What of ", "Minx", "?"))
    assert (text.where, text.around) == ("body", ("The second season of ", "Étoile", " & all that it was to be."))


@pytest.mark.parametrize(
    ("headline", "seasons"),
    [
        ("Étoile season 2 is coming", [(2,)]),
        ("Season two of Étoile", [(2,)]),
        ("Étoile’s second season", [(2,)]),
        ("Étoile Renewed for Fifth & Final Season", [(5,)]),
        ("Étoile gets a sixth (and final) season", [(6,)]),
        ("Étoile S3 trailer", [(3,)]),
        ("Étoile: seasons 2 and 3 ordered", [(2, 3)]),
        ("Étoile seasons 1–3, ranked", [(1, 2, 3)]),
        ("Étoile’s second and third seasons", [(2, 3)]),
        ("Étoile canceled after season 1", [()]),
        ("Étoile canceled after three seasons", [()]),
        ("Season 2 of Étoile is on; Minx season 3 is not", [(2,), (3,)]),
        ("Étoile is over. Season 4 of Minx is not.", [(), (4,)]),
        ("Étoile in season 1,000 of a long life", [()]),
    ],
)
def test_a_mention_has_the_seasons_that_are_said_of_it(headline, seasons):
    assert [one.seasons for one in NAMES.found_in(read(headline))] == seasons


def test_two_of_one_title_are_both_named():
    names = Names([(Named("show", 1), "Ghosts"), (Named("show", 2), "Ghosts"), (Named("person", 3), "Ghosts")])

    (found,) = names.found_in(read("‘Ghosts’ returns"))

    assert (found.of("show"), found.of("person")) == ([1, 2], [3])


def test_real_headlines_name_what_stands_in_them():
    """Against a plain search for the titles, of the shows that who collected the headlines saw in them."""
    histories = json.loads(HISTORIES.read_text(encoding="utf-8"))
    called = {show["title"]: [show["title"], *show["also_known_as"]] for show in histories["shows"]}
    called |= {title: [title] for title in AWKWARD}
    names = Names((Named("show", title), name) for title, spellings in called.items() for name in spellings)

    right = wrong = missed = 0
    for line in HEADLINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        headline = plain(row["headline"])
        wanted = {title for title in row["shows"] if any(plain(name) in headline for name in called.get(title, ()))}
        found = {title for one in names.found_in(read(row["headline"])) for title in one.of("show")}
        right, wrong, missed = right + len(found & wanted), wrong + len(found - wanted), missed + len(wanted - found)
        if found != wanted:
            print(f"{row['headline']}: missed {sorted(wanted - found)}, wrongly {sorted(found - wanted)}")

    recall, precision = right / (right + missed), right / (right + wrong)
    print(f"{right + missed} titles in headlines: recall {recall:.2f}, precision {precision:.2f}")
    assert right + missed >= 70
    assert recall >= 0.95
    assert precision >= 0.95


# -- those of ours -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_names_are_read_once_and_again_when_one_changes(django_assert_num_queries):
    show = make_show("Étoile", also_known_as=["B99"], year=2025)
    make_network("HBO Max", also_known_as=["Max"])
    with django_assert_num_queries(2):
        known.names()
    with django_assert_num_queries(1):
        (found,) = known.names().found_in(read("Étoile"))
    assert found.of("show") == [(show.pk, "Étoile (2025)")]

    Show.objects.filter(pk=show.pk).update(title="Ballet")

    assert known.names().found_in(read("Étoile")) == []
    assert [one.text for one in known.names().found_in(read("B99 and Ballet on Max"))] == ["B99", "Ballet", "Max"]
    Network.objects.all().delete()
    assert len(known.names().found_in(read("B99 and Ballet on Max"))) == 2


@pytest.mark.django_db
def test_what_says_no_name_makes_nothing_anew(django_assert_num_queries):
    show = make_show("Étoile")
    known.names()

    Show.objects.filter(pk=show.pk).update(version=9)

    with django_assert_num_queries(1):
        known.names()
