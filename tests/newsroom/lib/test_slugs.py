import pytest
from django.urls import reverse

from newsroom.lib.slugs import MADE_LENGTH, MAX_LENGTH, ascii_slug, free_slug, path_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Étoile", "etoile"),
        ("Élite — Short Stories!", "elite-short-stories"),
        ("오징어 게임", "ojingeo-geim"),
        ("Шерлок", "sherlok"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("../../etc/passwd", "etcpasswd"),
    ],
)
def test_slug_is_ascii(title, slug):
    assert ascii_slug(title) == slug


def test_slug_joins_what_tells_two_apart():
    assert ascii_slug("Ghosts", 2021, "US") == "ghosts-2021-us"


def test_slug_of_nothing_readable_is_the_fallback():
    assert ascii_slug("—…!", fallback="show") == "show"


def test_slug_is_cut_without_a_hyphen_at_its_end():
    slug = ascii_slug("a" * (MADE_LENGTH - 1) + " season")

    assert slug == "a" * (MADE_LENGTH - 1)


def test_free_slug_counts_on_from_two():
    taken = {"etoile", "etoile-2"}

    assert free_slug("etoile", taken.__contains__) == "etoile-3"


def test_free_slug_stays_within_its_length():
    wanted = "a" * MADE_LENGTH

    assert len(free_slug(wanted, {wanted}.__contains__)) <= MAX_LENGTH


@pytest.mark.parametrize("page", ["articles:detail", "articles:section", "articles:topic", "shows:detail"])
@pytest.mark.parametrize("slug", ["etoile", "a", "Elite", "99-b_99", "x" * MAX_LENGTH])
def test_a_path_is_the_one_of_its_page(page, slug):
    assert path_of(page, slug) == reverse(page, args=[slug])
