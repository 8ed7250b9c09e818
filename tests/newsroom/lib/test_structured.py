import json

from newsroom.lib import structured
from tests.pages import parse

EVIL = "</script><script>alert(1)</script><!-- & \u2028"


def test_nothing_that_is_said_ends_the_element():
    html = structured.linked_data({"@type": "Thing", "name": EVIL})

    (element,) = parse(html).children
    assert (element.tag, element.attrs) == ("script", {"type": "application/ld+json"})
    assert html.count("<") == 2
    assert json.loads(element.children[0]) == {"@context": "https://schema.org", "@type": "Thing", "name": EVIL}


def test_several_things_stand_in_one_element():
    html = structured.linked_data({"@type": "A"}, None, {"@type": "B"})

    assert json.loads(parse(html).one("script").children[0])["@graph"] == [{"@type": "A"}, {"@type": "B"}]


def test_of_nothing_nothing_is_said():
    assert structured.linked_data() == structured.linked_data(None) == ""


def test_the_way_to_a_page_is_numbered_and_absolute(settings):
    settings.SITE_URL = "https://newsroom.example"

    way = structured.breadcrumb_list([("Newsroom", "/"), ("Étoile", "/shows/etoile/"), ("Season 2", "")])

    assert way["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Newsroom", "item": "https://newsroom.example/"},
        {"@type": "ListItem", "position": 2, "name": "Étoile", "item": "https://newsroom.example/shows/etoile/"},
        {"@type": "ListItem", "position": 3, "name": "Season 2"},
    ]


def test_a_page_that_is_not_there_has_no_place():
    assert structured.place("articles:corrections") == "/corrections/"
    assert structured.place("nowhere") is None


def test_the_publisher_says_where_it_puts_things_right(settings):
    settings.SITE_URL = "https://newsroom.example"

    assert structured.publisher()["correctionsPolicy"] == "https://newsroom.example/corrections/"
