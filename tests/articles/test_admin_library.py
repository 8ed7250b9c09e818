"""The library of pictures at the desk: what is found, uploaded, described, replaced and deleted, and by whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import pictures
from articles.models import Picture, PictureUse
from newsroom import roles
from tests.desk import send, sign_in, told
from tests.drawn import drawn
from tests.factories import make_article, make_draft, make_picture, make_user
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

LIBRARY = reverse("admin:articles_picture_changelist")
UPLOAD = reverse("admin:articles_picture_add")
CHOOSE = reverse("admin:articles_picture_choose")


@pytest.fixture
def desk(client):
    client.user = sign_in(client, roles.EDITORS)
    return client


def page_of(picture, name="change"):
    return reverse(f"admin:articles_picture_{name}", args=[picture.pk])


def sent(name="stage.png", content=None):
    return SimpleUploadedFile(name, drawn() if content is None else content)


def described(picture, **fields):
    names = ("title", "alt", "caption", "credit", "rights", "focal_x", "focal_y")
    return {name: getattr(picture, name) for name in names} | {"rights_until": ""} | fields


def titles(client, **query):
    page = read(client, f"{LIBRARY}?{'&'.join(f'{name}={value}' for name, value in query.items())}")
    return [one.text for one in page.all(class_="pic-title")]


def use(picture, article):
    PictureUse.objects.create(picture=picture, revision=article.latest_revision)


def kind_of(client, address):
    response = client.get(address)
    b"".join(response)  # a file is closed at its end
    return response.headers["Content-Type"]


def errors(response):
    page = parse(response.content.decode())
    return " ".join(one.text for one in [*page.all(class_="copy-errors"), *page.all(class_="copy-held")])


# -- finding -------------------------------------------------------------------------------------


def test_the_newest_comes_first(desk):
    make_picture("first.png", at="2025-01-01")
    make_picture("second.png", at="2025-01-02")

    assert titles(desk) == ["second", "first"]


@pytest.mark.parametrize("words", ["Étoile", "etoile STAGE", "de laage", "variety"])
def test_a_picture_is_found_by_what_is_said_of_it(desk, words):
    make_picture(title="Étoile", alt="A stage", caption="Lou de Laâge", credit="Variety")
    make_picture("other.png")

    assert titles(desk, q=words) == ["Étoile"]


def test_pictures_are_narrowed_by_their_rights(desk):
    now = timezone.now()
    make_picture("ended.png", rights="Agency", rights_until=now - timedelta(days=1))
    make_picture("ending.png", rights="Agency", rights_until=now + timedelta(days=13))
    make_picture("later.png", rights="Agency", rights_until=now + timedelta(days=15))
    make_picture("unnamed.png")

    found = {value: titles(desk, rights=value) for value in ("ended", "ending", "unnamed")}

    assert found == {"ended": ["ended"], "ending": ["ending"], "unnamed": ["unnamed"]}


def test_pictures_are_narrowed_by_use_and_by_who_uploaded_them(desk):
    used, mine = make_picture("used.png"), make_picture("mine.png", by=desk.user)
    use(used, make_article())

    assert titles(desk, use="present") == ["used"]
    assert titles(desk, use="unused") == [mine.title]
    assert titles(desk, whose="mine") == [mine.title]


@pytest.mark.slow
def test_a_list_of_fifty_takes_as_many_queries_as_one_of_one(desk):
    make_picture()
    read(desk, LIBRARY)
    with CaptureQueriesContext(connection) as one:
        read(desk, LIBRARY)
    for _ in range(9):
        use(make_picture(), make_article())

    with CaptureQueriesContext(connection) as ten:
        read(desk, LIBRARY)

    assert len(ten) == len(one) <= 25


# -- uploading -----------------------------------------------------------------------------------


def test_one_picture_is_uploaded_and_then_described(desk):
    response = desk.post(UPLOAD, {"files": sent("a-stage.png")})

    picture = Picture.objects.get()
    assert response.headers["Location"] == page_of(picture)
    assert (picture.title, picture.uploaded_by) == ("a stage", desk.user)


def test_of_many_the_good_are_kept_and_each_refusal_is_named(desk):
    files = [sent("one.png"), sent("two.svg", b"<svg></svg>"), sent("three.jpg", drawn("JPEG")), sent("four.png", b"")]

    response = desk.post(UPLOAD, {"files": files})

    page = parse(response.content.decode())
    assert sorted(one.title for one in Picture.objects.all()) == ["one", "three"]
    refused = [one.text for one in page.one(class_="copy-held").all("li")]
    assert refused[0].startswith("“two.svg” is an SVG drawing")
    assert refused[1].startswith("“four.png” is empty")
    assert len(page.one(class_="pic-uploaded").all("li")) == 2


def test_a_file_that_the_library_has_is_not_kept_twice(desk):
    content = drawn()
    make_picture("first.png", content=content)

    response = desk.post(UPLOAD, {"files": [sent("again.png", content), sent("other.png")]})

    assert Picture.objects.count() == 2
    assert "first was in the library already." in parse(response.content.decode()).one(class_="pic-uploaded").text


def test_nothing_chosen_is_said(desk):
    assert "Choose at least one picture." in errors(desk.post(UPLOAD, {}))


def test_the_picker_uploads_and_is_answered_in_json(desk):
    response = desk.post(
        UPLOAD, {"files": [sent("one.png"), sent("two.txt", b"none")]}, headers={"Accept": "application/json"}
    )

    (kept,), (refused,) = response.json()["kept"], response.json()["refused"]
    assert (kept["title"], kept["known"], kept["usable"]) == ("one", False, True)
    assert refused["name"] == "two.txt"
    assert refused["why"].startswith("is not a picture at all")


# -- describing ----------------------------------------------------------------------------------


def test_a_picture_is_described(desk):
    picture = make_picture()
    words = {"alt": "A stage", "rights": "Agency", "rights_until": "2030-01-01T00:00", "focal_x": 20, "focal_y": 80}

    send(desk, page_of(picture), described(picture, **words))

    picture.refresh_from_db()
    assert (picture.alt, picture.rights, picture.focal_point) == ("A stage", "Agency", (20, 80))
    assert timezone.localtime(picture.rights_until).isoformat().startswith("2030-01-01T00:00")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "\u200b"}, "A picture needs a title."),
        ({"rights_until": "2030-01-01T00:00"}, "Name the rights that end."),
        ({"focal_x": 101}, "focal point is given in percent"),
        ({"focal_y": -1}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk, fields, message):
    picture = make_picture()

    response = send(desk, page_of(picture), described(picture, **fields))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert Picture.objects.get().focal_point == (50, 50)


def test_what_somebody_else_said_since_the_page_was_made_stays(desk):
    picture = make_picture(caption="Old")
    page = read(desk, page_of(picture))
    began = {"began_with": page.one("input", name="began_with").attrs["value"], "caption": "Old", "rights": ""}
    ends = timezone.now() + timedelta(days=1)
    pictures.describe(picture, by=None, at=timezone.now(), caption="Theirs", rights="Press kit", rights_until=ends)

    assert desk.post(page_of(picture), described(picture, **began, title="Another")).status_code == 302
    picture.refresh_from_db()
    assert (picture.title, picture.caption, picture.rights, picture.rights_until) == (
        "Another",
        "Theirs",
        "Press kit",
        ends,
    )


@pytest.mark.slow
def test_what_two_said_of_one_thing_is_shown_before_it_is_overwritten(desk):
    picture = make_picture(caption="Old")
    began = read(desk, page_of(picture)).one("input", name="began_with").attrs["value"]
    pictures.describe(picture, by=None, at=timezone.now(), caption="Theirs")

    refused = desk.post(page_of(picture), described(picture, began_with=began, caption="Mine"))
    assert "Somebody else wrote here meanwhile: “Theirs”." in errors(refused)
    again = parse(refused.content.decode()).one("input", name="began_with").attrs["value"]
    desk.post(page_of(picture), described(picture, began_with=again, caption="Mine"))

    picture.refresh_from_db()
    assert picture.caption == "Mine"


def test_what_does_not_go_with_what_somebody_else_wrote_is_refused(desk):
    picture = make_picture(rights="Agency")
    began = read(desk, page_of(picture)).one("input", name="began_with").attrs["value"]
    pictures.describe(picture, by=None, at=timezone.now(), rights_until=timezone.now() + timedelta(days=1))

    response = desk.post(page_of(picture), described(picture, began_with=began, rights=""))

    assert "Name the rights that end." in errors(response)
    assert Picture.objects.get().rights == "Agency"


def test_its_page_says_where_it_is_used(desk):
    picture = make_picture()
    live, draft = make_article("Live"), make_draft("Draft")
    use(picture, live)
    use(picture, draft)

    uses = [one.text for one in read(desk, page_of(picture)).one("section", id="used").all("li")]

    assert uses == ["Draft Revision 1 Latest draft", "Live Revision 1 Live"]


@pytest.mark.slow
def test_its_page_takes_as_many_queries_for_twenty_uses_as_for_one(desk):
    picture = make_picture()
    use(picture, make_article())
    read(desk, page_of(picture))
    with CaptureQueriesContext(connection) as one:
        read(desk, page_of(picture))
    for _ in range(24):
        use(picture, make_article())

    with CaptureQueriesContext(connection) as many:
        page = read(desk, page_of(picture))

    assert len(many) == len(one) <= 25
    assert "Page 1 of 2" in page.one("section", id="used").text


# -- replacing and deleting ----------------------------------------------------------------------


def test_replacing_names_the_articles_first_and_keeps_the_old_file(desk):
    picture = make_picture()
    use(picture, make_article("Live"))
    use(picture, make_draft("Draft"))

    asks = read(desk, page_of(picture, "replace")).one("section", aria_label="What changes").text
    response = desk.post(page_of(picture, "replace"), {"file": sent("new.png", drawn(size=(320, 180)))})

    assert "2 articles show it now" in asks
    assert "Live" in asks
    assert "Draft" in asks
    assert response.headers["Location"] == page_of(picture)
    picture.refresh_from_db()
    assert (picture.width, picture.version) == (320, 2)
    assert kind_of(desk, reverse("admin:articles_picture_old_file", args=[picture.pk, 1])) == "image/png"


def test_a_file_that_is_none_does_not_replace_it(desk):
    picture, other = make_picture(), make_picture("other.png", content=(content := drawn()))

    none = desk.post(page_of(picture, "replace"), {"file": sent("new.png", b"nothing")})
    known = desk.post(page_of(picture, "replace"), {"file": sent("new.png", content)})
    empty = desk.post(page_of(picture, "replace"), {})

    assert "“new.png” is not a picture at all" in errors(none)
    assert f"The library has this file already: “{other}”." in errors(known)
    assert "Choose the file that takes its place." in errors(empty)
    assert Picture.objects.get(pk=picture.pk).version == 1


def test_an_unused_picture_is_deleted_with_its_files(desk, media, django_capture_on_commit_callbacks):
    picture = make_picture()
    kind_of(desk, picture.desk_url())  # a rendition is made

    with django_capture_on_commit_callbacks(execute=True):
        send(desk, page_of(picture, "delete"), {"post": "yes"})

    assert not Picture.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_picture_that_a_revision_shows_stays(desk):
    picture = make_picture()
    use(picture, make_draft())

    assert desk.post(page_of(picture, "delete"), {"post": "yes"}).status_code == 403
    assert Picture.objects.exists()


# -- who may -------------------------------------------------------------------------------------


def test_a_reporter_describes_his_own_but_not_its_rights(client):
    user = sign_in(client, roles.REPORTERS)
    client.post(UPLOAD, {"files": sent()})
    picture = Picture.objects.get(uploaded_by=user)

    send(client, page_of(picture), described(picture, alt="Mine", rights="Mine"))

    picture.refresh_from_db()
    assert (picture.alt, picture.rights) == ("Mine", "")


def test_a_reporter_only_looks_at_what_others_uploaded(client):
    sign_in(client, roles.REPORTERS)
    picture = make_picture(alt="Theirs")

    assert read(client, page_of(picture)).one(class_="pic-stage")
    assert client.post(page_of(picture), described(picture, alt="Mine")).status_code == 403
    assert Picture.objects.get().alt == "Theirs"


@pytest.mark.parametrize("name", ["replace", "delete"])
def test_a_reporter_neither_replaces_nor_deletes_his_own(client, name):
    picture = make_picture(by=sign_in(client, roles.REPORTERS))

    assert client.get(page_of(picture, name)).status_code == 403
    assert client.post(page_of(picture, name), {"post": "yes", "file": sent()}).status_code == 403
    assert Picture.objects.get().version == 1


@pytest.mark.parametrize("name", ["change", "replace", "delete", "file", "history"])
def test_who_may_nothing_learns_nothing(client, name):
    client.force_login(make_user("nobody", is_staff=True))
    picture = make_picture()
    missing = reverse(f"admin:articles_picture_{name}", args=[picture.pk + 1])

    assert client.get(page_of(picture, name)).status_code == client.get(missing).status_code == 403
    assert [client.get(path).status_code for path in (LIBRARY, UPLOAD, CHOOSE)] == [403, 403, 403]


# -- the picker and the files --------------------------------------------------------------------


def test_the_picker_is_told_what_it_fills_in(desk):
    picture = make_picture(alt="A stage", caption="On stage", credit="Agency")

    (found,) = desk.get(CHOOSE, {"q": "stage"}).json()["pictures"]

    assert found["id"] == picture.pk
    assert (found["alt"], found["caption"], found["credit"]) == ("A stage", "On stage", "Agency")
    assert kind_of(desk, found["src"]) == "image/webp"


def test_the_picker_says_of_ended_rights_that_they_ended(desk):
    make_picture(rights="Agency", rights_until=timezone.now() - timedelta(days=1))

    (found,) = desk.get(CHOOSE).json()["pictures"]

    assert found["usable"] is False
    assert found["rights"].startswith("Rights ended on")


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "²", "9" * 30])
def test_a_page_that_is_none_is_the_first(desk, number):
    make_picture()

    assert len(desk.get(CHOOSE, {"page": number, "q": "\x00"}).json()["pictures"]) == 1


@pytest.mark.slow
def test_the_picker_goes_on_to_further_pages(desk):
    for _ in range(25):
        make_picture()

    first, second = desk.get(CHOOSE).json(), desk.get(CHOOSE, {"page": "2"}).json()

    assert (len(first["pictures"]), first["next"]) == (24, 2)
    assert (len(second["pictures"]), second["next"]) == (1, None)


def test_the_editor_of_texts_is_sent_to_the_picture_by_its_number(desk):
    response = desk.get(page_of(make_picture(), "file"))

    assert kind_of(desk, response.headers["Location"]) == "image/webp"


def test_a_lost_file_is_not_found(desk):
    picture = make_picture()
    desk.post(page_of(picture, "replace"), {"file": sent("new.png")})
    old = picture.versions.get().file
    old.storage.delete(old.name)

    assert desk.get(reverse("admin:articles_picture_old_file", args=[picture.pk, 1])).status_code == 404


def test_an_upload_tells_that_it_was_done(desk):
    response = desk.post(UPLOAD, {"files": sent()})

    assert told(response) == ["“stage” is in the library: say what it shows, and whose it is."]
