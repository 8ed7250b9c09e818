import json
from urllib.parse import quote, unquote

import pytest
from django.core.management import call_command

from newsroom import api
from tests.again import again
from tests.factories import make_article, make_draft, make_etoile, make_every_notice

pytestmark = pytest.mark.django_db

SITE = "https://newsroom.example"
LISTS = ("/feed.json", "/api/v1/articles/", "/api/v1/shows/", "/api/v1/shows/etoile/ledger/")
ALL = (*LISTS, "/api/v1/", "/api/v1/statuses/", "/api/v1/articles/yes/", "/api/v1/shows/etoile/", "/api/schema/")
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
@again
def newsroom():
    make_article(slug="yes", shows=[(make_etoile(), 2)])


def problem(response, status):
    """The problem that ``response`` tells, which is to be of ``status``."""
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM), response.content
    told = json.loads(response.content)
    assert told["status"] == status
    return told


# -- where things are ----------------------------------------------------------------------------


def test_the_index_leads_to_everything(client):
    index = json.loads(client.get("/api/v1/").content)

    assert index == {
        "articles": f"{SITE}/api/v1/articles/",
        "shows": f"{SITE}/api/v1/shows/",
        "statuses": f"{SITE}/api/v1/statuses/",
        "feed": f"{SITE}/feed.json",
        "schema": f"{SITE}/api/schema/",
        "docs": f"{SITE}/api/docs/",
    }
    for address in index.values():
        assert client.get(address.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/articles", "/api/v1/shows/etoile", "/api/docs", "/api/schema"])
def test_an_address_without_its_slash_leads_to_the_one_with_it(client, path):
    response = client.get(f"{path}?limit=%C3%A9")

    assert (response.status_code, response["Location"]) == (301, f"{path}/?limit=%C3%A9")


@pytest.mark.parametrize("path", ["/api/", "/api/v2/", "/api/v1/articles/a/b/", "/api/v1/x"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_where_nothing_is_programs_are_told_so(client, settings, path, method):
    settings.DEBUG = True

    assert "/api/v1/" in problem(getattr(client, method)(path), 404)["detail"]


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_everything_is_only_read(client, method):
    for path in ALL:
        response = getattr(client, method)(path)

        assert "GET" in problem(response, 405)["detail"]
        assert "GET" in response["Allow"]
        assert response.cookies == {}


@pytest.mark.usefixtures("newsroom")
def test_another_form_is_refused(client):
    for path in ALL[1:]:
        assert "application/json" in problem(client.get(path, headers={"accept": "text/html"}), 406)["detail"]
        assert client.get(path, headers={"accept": "text/html, */*;q=0.1"}).status_code == 200


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("name", ["color", "page", "format", "é", "\x00", "show[]", "x" * 10_000])
def test_an_unknown_parameter_is_named(client, name):
    for path in ALL:
        told = problem(client.get(f"{path}?{quote(name)}=1"), 400)

        (error,) = told["errors"]
        assert error["parameter"] == name[:80]
        assert error["detail"].startswith("There is no such parameter: ")
        assert error["detail"] in told["detail"]


PARAMETERS = [
    (path, name)
    for path, names in {
        "/feed.json": ["show", "network", "section", "topic", "author", "since_changed", "kind", "published_after"],
        "/api/v1/articles/": ["show", "season", "network", "since_changed", "published_before", "cursor", "limit"],
        "/api/v1/shows/": ["network", "status", "cursor", "limit"],
        "/api/v1/shows/etoile/ledger/": ["season", "recorded_before", "standing", "cursor", "limit"],
    }.items()
    for name in names
]
HOSTILE = [
    "",
    "%00",
    "a%00b",
    "%ff%fe",  # no UTF-8
    "%ed%a0%80",  # half a surrogate
    quote("\u202eelosnoc"),  # right to left
    quote("e" + "\u0301" * 500),
    "x" * 10_000,
    quote("٣"),  # a digit of elsewhere
    "9" * 400,
    "-1",
    "0",
    quote("' OR 1=1 --"),
    quote("<script>alert(1)</script>"),
    quote("[1,2]"),
    "Infinity",
]


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize(("path", "name"), PARAMETERS)
def test_what_a_parameter_cannot_mean_is_refused_with_the_remedy(client, path, name):
    for value in HOSTILE:
        query = f"show=etoile&{name}={value}" if name == "season" and "articles" in path else f"{name}={value}"

        (error,) = problem(client.get(f"{path}?{query}"), 400)["errors"]

        assert error["parameter"] == name
        assert error["detail"].endswith((".", ")."))


@pytest.mark.usefixtures("newsroom")
def test_any_words_can_be_searched_for(client):
    for value in HOSTILE[1:]:
        response = client.get(f"/api/v1/shows/?q={value}")

        if "%00" in value:
            assert problem(response, 400)["errors"][0]["detail"] == "Null characters are not allowed."
        elif len(unquote(value)) > 200:
            detail = problem(response, 400)["errors"][0]["detail"]
            assert detail.startswith("It has ")
        else:
            assert json.loads(response.content) == {"next_url": None, "results": []}


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("path", ["/api/v1/articles/{}/", "/api/v1/shows/{}/", "/api/v1/shows/{}/ledger/"])
def test_a_path_that_names_nothing_says_so(client, path):
    for value in HOSTILE:
        told = problem(client.get(path.format(value)), 404)

        assert told["detail"].startswith(("There is nothing at", "There is no show", "There is no published article"))


@pytest.mark.parametrize("path", LISTS[:3])
def test_thousands_of_parameters_are_refused(client, path):
    assert "too many" in problem(client.get(f"{path}?{'a=1&' * 20_001}"), 400)["detail"]


def test_what_nobody_foresaw_is_a_problem_too(client, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("a secret")

    monkeypatch.setattr(api.rest, "address_of", fail)
    client.raise_request_exception = False

    assert problem(client.get("/api/v1/"), 500)["detail"].startswith("Something went wrong here")


@pytest.mark.usefixtures("newsroom")
def test_a_state_that_is_asked_for_and_gone_is_a_problem(client):
    for path in ALL:
        assert "ETag" in problem(client.get(path, headers={"if-match": '"earlier"'}), 412)["detail"]


# -- how it is answered --------------------------------------------------------------------------


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("path", ALL)
def test_every_answer_has_its_tag_and_no_cookie(client, path):
    response = client.get(path)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    for tag in (response["ETag"], f"W/{response['ETag']}", f'"another", {response["ETag"]}'):
        unchanged = client.get(path, headers={"if-none-match": tag})
        assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", response["ETag"])
        assert unchanged["Cache-Control"] == response["Cache-Control"]


@pytest.mark.usefixtures("newsroom")
def test_head_answers_as_get_without_the_body(client):
    for path in ALL:
        head, get = client.head(path), client.get(path)

        assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
        assert head["Content-Type"] == get["Content-Type"]


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("path", [*ALL, "/api/v1/nothing/"])
def test_the_page_of_any_partner_may_read_it(client, path):
    get = client.get(path, headers={"origin": "https://partner.example"})
    asked = {"access-control-request-method": "GET", "access-control-request-headers": "if-none-match"}
    before = client.options(path, headers={"origin": "https://partner.example", **asked})

    assert get["Access-Control-Allow-Origin"] == before["Access-Control-Allow-Origin"] == "*"
    assert get["Access-Control-Expose-Headers"] == "ETag"
    assert before.status_code == 204 or path == "/api/v1/nothing/"
    assert before["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in get


def test_pages_for_people_are_not_opened_to_other_sites(client):
    for path in ("/", "/shows/", "/api/docs/"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


def test_an_account_that_is_signed_in_sees_no_more(client, admin_user):
    make_draft(slug="draft")
    client.force_login(admin_user)

    assert client.get("/api/v1/articles/draft/").status_code == 404
    assert client.get("/api/v1/articles/").cookies == {}


# -- the description -----------------------------------------------------------------------------


def test_the_description_is_valid_and_complete(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))

    described = api.described()
    assert described["openapi"].startswith("3.1")
    for path, item in described["paths"].items():
        operation = item["get"]
        assert operation["summary"], path
        assert {"200", "304", "400", "405", "406"} <= set(operation["responses"])
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
        for status, response in operation["responses"].items():
            assert response["description"], (path, status)
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("type") != "object" or schema["required"], name


def test_the_description_is_served(client):
    assert json.loads(client.get("/api/schema/").content)["info"]["title"] == "Newsroom"


def test_every_list_costs_the_same_whatever_is_asked_for(client, django_assert_max_num_queries):
    make_every_notice()
    asked = "show=etoile&network=prime-video&section=television&author=tv-desk&since_changed=true&kind=contradiction"

    with django_assert_max_num_queries(12):
        assert client.get(f"/api/v1/articles/?{asked}&published_after=2025-01-01").status_code == 200
