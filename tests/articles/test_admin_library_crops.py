"""The crops on the page of a picture are those that readers get."""

import pytest

from articles.admin.library.crops import crops_of
from articles.models import Picture


def crops(width, height, x=50, y=50):
    return [(crop.left, crop.top) for crop in crops_of(Picture(width=width, height=height, focal_x=x, focal_y=y))]


@pytest.mark.parametrize(
    ("focal_x", "left"),
    [(0, 0), (20, 0), (50, 50.0), (60, 70.0), (100, 100.0)],
)
def test_the_focal_point_is_in_the_middle_as_far_as_the_picture_reaches(focal_x, left):
    (card, social) = crops(3200, 900, x=focal_x)

    assert card == (left, 50.0)
    assert abs(social[0] - left) < 5


def test_what_a_crop_shows_wholly_has_nowhere_to_move():
    assert crops(1600, 900, x=0, y=0)[0] == (50.0, 50.0)
    assert crops(160, 900, y=100)[0] == (50.0, 100.0)
