import pytest

from articles import claims
from articles.known import Called
from articles.naming import Named, Names, read

ETOILE, MINX, GHOSTS = Called(1, "Étoile"), Called(2, "Minx"), (Called(3, "Ghosts"), Called(4, "Ghosts (GB)"))
NAMES = Names(
    [
        *((Named("show", ETOILE), "Étoile"), (Named("show", MINX), "Minx")),
        *((Named("show", show), "Ghosts") for show in GHOSTS),
        *((Named("network", Called(9, "Netflix")), "Netflix"), (Named("network", Called(8, "Fox")), "Fox")),
    ]
)


def made(headline, *, covered=(), body=""):
    passages = read(headline, "", body)
    return claims.made_in(passages, NAMES.found_in(passages), covered=covered)


def said(headline):
    return [(one.kind.value, one.season) for one in made(headline)]


@pytest.mark.parametrize(
    ("headline", "claimed"),
    [
        # coming
        ("Étoile renewed for season 2", [("coming", 2)]),
        ("Netflix renews Étoile for a second season", [("coming", 2)]),
        ("Étoile Has Been Renewed", [("coming", None)]),
        ("Étoile gets the green light for a third season", [("coming", 3)]),
        ("Netflix picks up Étoile for two more seasons", [("coming", None)]),
        ("Étoile picked up for season 4 after Fox cancellation", [("coming", 4)]),
        ("Étoile lands season 3 renewal", [("coming", 3)]),
        ("Étoile season 2 is coming", [("coming", 2)]),
        ("Étoile: Season 2 Confirmed", [("coming", 2)]),
        ("Season 2 of Étoile has been ordered", [("coming", 2)]),
        ("Netflix Saves Étoile", [("coming", None)]),
        ("Étoile is coming back", [("returning", None)]),
        ("Étoile returns for season 3", [("returning", 3)]),
        ("Étoile will return", [("returning", None)]),
        ("Netflix gives Étoile a series order", [("to series", None)]),
        # canceled
        ("Netflix cancels Étoile", [("canceled", None)]),
        ("Étoile cancelled", [("canceled", None)]),
        ("Étoile has been axed", [("canceled", None)]),
        ("Étoile Season 2 Scrapped", [("canceled", 2)]),
        ("Netflix pulls the plug on Étoile", [("canceled", None)]),
        ("Netflix pulled the plug on Étoile after one season", [("canceled", None)]),
        ("Étoile season 2 isn't happening after all", [("canceled", 2)]),
        ("There will be no season 2 of Étoile", [("canceled", 2)]),
        ("Netflix opts not to renew Étoile", [("canceled", None)]),
        ("Netflix rescinds season 2 renewal for Étoile", [("canceled", 2)]),
        ("Étoile won’t return", [("over", None)]),
        ("Étoile is not coming back", [("over", None)]),
        ("Étoile is officially over", [("over", None)]),
        ("Why Étoile Is Dead", [("over", None)]),
        # the last
        ("Étoile’s third and final season is on", [("last", 3)]),
        ("Étoile to end with season 4", [("last", 4)]),
        ("Season 5 of “Étoile” will be its last", [("last", 5)]),
        # dates
        ("Étoile season 2 premieres on April 24", [("dated", 2)]),
        ("Étoile gets September premiere date", [("dated", None)]),
        ("Étoile season 2 premiere date set for 24 April 2026", [("dated", 2)]),
    ],
)
def test_what_a_headline_asserts(headline, claimed):
    assert said(headline) == claimed


@pytest.mark.parametrize(
    "headline",
    [
        # questions
        "Is Étoile renewed for season 2?",
        "Will there be a season 2 of Étoile?",
        "Why did Netflix cancel Étoile?",
        "Étoile: renewed or canceled?",
        # what is not known
        "Étoile could be renewed for season 2",
        "Étoile may not return",
        "Netflix might cancel Étoile",
        "If Étoile is renewed, we will dance",
        "Étoile deserves to be renewed",
        "Étoile season 2 would be coming in 2026",
        "Fans hope that Étoile is renewed",
        "Petition to have Étoile saved",
        "Étoile is likely canceled",
        "Étoile in danger of being canceled",
        # what is denied
        "Étoile is not canceled",
        "Étoile has not been canceled",
        "Étoile has not been renewed yet",
        "No, Étoile isn’t canceled",
        "Étoile avoids being canceled",
        # what was before
        "Why Étoile was canceled",
        "After Étoile was canceled, its dancers dance on",
        "How Étoile got renewed",
        "Étoile before it was renewed",
        # what it is called, and whose return it is
        "The canceled series Étoile, seen again",
        "Netflix’s Canceled Show ‘Étoile’, Seen Again",
        "Étoile creator isn’t returning for the movie",
        "Étoile season 2 is not coming in July 2026",
        # two of one title
        "Ghosts renewed for season 3",
        "All the shows canceled this week",
        "Étoile, reviewed",
    ],
)
def test_what_is_no_assertion(headline):
    assert said(headline) == []


def test_each_sentence_has_its_own_show():
    found = made("Minx canceled; Étoile renewed for season 2")

    assert [(one.kind.value, one.show, one.season) for one in found] == [("canceled", 2, None), ("coming", 1, 2)]


def test_a_line_that_names_no_show_is_of_the_only_one_covered():
    (found,) = made("It has been renewed for a second season", covered=[7])

    assert (found.show, found.season) == (7, 2)
    assert made("It has been renewed for a second season", covered=[7, 8]) == []
    assert made("News", covered=[7], body="<p>It has been renewed.</p>") == []


def test_a_claim_tells_who_acts_and_after_how_many_seasons():
    (found,) = made("Étoile: Netflix cancels series after three seasons, long after Fox")

    assert (found.networks, found.after) == ({9}, 3)
    (found,) = made("Étoile saved by Netflix after Fox cancellation")
    assert found.networks == {9}


def test_a_date_is_read_as_far_as_it_is_said():
    (found,) = made("Étoile season 2 premieres on Sept. 10, 2026")
    assert found.day == claims.Day(2026, 9, 10)

    (found,) = made("Étoile arrives in May")
    assert found.day == claims.Day(None, 5)


def test_headings_assert_as_headlines_do():
    (found,) = made("News", body="<h2>Étoile renewed for season 2</h2><p>Nothing.</p>")

    assert (found.passage.where, found.season, found.text) == ("heading", 2, "renewed")
