"""Pictures of the library in an article: at its head, and in its text, by the keyboard."""

import pytest
from playwright.sync_api import expect

from newsroom import roles
from tests.desk import sign_in
from tests.drawn import drawn
from tests.factories import make_draft, make_picture

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.usefixtures("media")]


@pytest.fixture
def editor(page, client, live_server):
    """The page of an editor who is signed in, and that editor."""
    user = sign_in(client, roles.EDITORS)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page, user


def typed(page):
    return page.locator("[name=body]")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as revision 2").wait_for()


def has(page, **values):
    """Waits until these fields have these values."""
    for name, value in values.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)


@pytest.mark.slow
def test_an_article_gets_its_lead_picture_by_the_keyboard(editor, tmp_path):
    page, user = editor
    stage = make_picture("stage.png", alt="A stage", caption="On stage", credit="Agency")
    article = make_draft("First", by=user)
    file = tmp_path / "uploaded.png"
    file.write_bytes(drawn())
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("[name=lead_image_caption]").fill("Mine")

    page.get_by_role("button", name="Choose a picture…").press("Enter")
    page.get_by_role("button", name="stage").press("Enter")

    # Whoever chose goes on from there; what was typed before stays.
    page.get_by_role("button", name="Choose another…").wait_for()
    expect(page.get_by_role("button", name="Choose another…")).to_be_focused()
    words = {"lead_image_alt": "A stage", "lead_image_caption": "Mine", "lead_image_credit": "Agency"}
    has(page, lead_picture=str(stage.pk), **words)

    page.keyboard.press("Enter")
    page.locator("#picker-files").set_input_files(file)
    page.get_by_role("button", name="uploaded").press("Enter")
    # The words of the picture before go with it; a new one has none yet.
    has(page, lead_image_alt="", lead_image_caption="Mine", lead_image_credit="")
    page.locator("[name=lead_image_alt]").fill("What was uploaded")
    save(page)

    article.refresh_from_db()
    assert article.latest_revision.lead_picture.title == "uploaded"


def test_a_picture_comes_into_the_text_by_the_keyboard(editor):
    page, user = editor
    picture = make_picture("stage.png", caption="On stage", credit="Agency")
    make_picture("other.png")
    article = make_draft(body="<p>One</p>", by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".tiptap p").click()
    page.keyboard.press("Control+End")

    page.locator("[data-name=picture]").press("Enter")
    page.keyboard.type("stage")
    page.wait_for_function("document.querySelectorAll('.picker-choice').length === 1")
    page.locator(".picker-choice").press("Enter")
    # It says nothing yet of what it shows, so that is asked first.
    page.wait_for_function("document.activeElement.closest('.figure-field')")
    page.keyboard.type("A stage")
    page.keyboard.press("Escape")
    page.keyboard.type(" tonight")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    save(page)

    article.refresh_from_db()
    assert article.latest_revision.body == (
        f'<p>One</p><figure data-picture="{picture.pk}"><img alt="A stage">'
        "<figcaption>On stage tonight <cite>Agency</cite></figcaption></figure><p>Two</p>"
    )


@pytest.mark.slow
def test_a_text_with_figures_is_saved_as_it_was_but_for_what_is_typed(editor):
    page, user = editor
    pk = make_picture().pk
    figure = (
        f'<figure data-picture="{pk}"><img alt="A &quot;stage&quot;">'
        '<figcaption>With <em>Lou</em> and <a href="/x/" rel="noopener noreferrer">more</a> '
        "<cite>Agency</cite></figcaption></figure>"
    )
    body = f'<p>One</p>{figure}<blockquote><p>Two</p></blockquote><figure data-picture="{pk}"><img alt="B"></figure>'
    article = make_draft(body=body, by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".figure-node").nth(1).wait_for()
    expect(typed(page)).to_have_value(body)

    page.locator(".tiptap > p").click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    save(page)

    article.refresh_from_db()
    assert article.latest_revision.body == body.replace("<p>One</p>", "<p>One!</p>")


@pytest.mark.slow
def test_a_figure_moves_and_goes_and_comes_back(editor):
    page, user = editor
    figure = f'<figure data-picture="{make_picture().pk}"><img alt="A stage"></figure>'
    article = make_draft(body=f"<p>One</p>{figure}<p>Two</p>", by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")

    page.get_by_role("button", name="Move up").press("Enter")
    expect(typed(page)).to_have_value(f"{figure}<p>One</p><p>Two</p>")
    page.locator(".figure-caption").click()
    page.locator(".tiptap:focus").wait_for()
    page.keyboard.press("Alt+ArrowDown")
    expect(typed(page)).to_have_value(f"<p>One</p>{figure}<p>Two</p>")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(typed(page)).to_have_value("<p>One</p><p>Two</p>")

    page.keyboard.press("Control+z")

    expect(typed(page)).to_have_value(f"<p>One</p>{figure}<p>Two</p>")


@pytest.mark.slow
def test_a_picture_from_elsewhere_is_refused_in_words(editor):
    page, user = editor
    article = make_draft(body="<p>One</p>", by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".tiptap p").click()
    page.keyboard.press("Control+End")

    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/html", "<p>Two <img src='https://elsewhere.example/a.png'>three</p>");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
            );
        }"""
    )

    expect(page.get_by_role("alert")).to_contain_text("upload them to the library")
    expect(typed(page)).to_have_value("<p>OneTwo three</p>")


@pytest.mark.slow
def test_the_length_counts_what_readers_get_of_a_figure(editor):
    page, user = editor
    caption = "<figcaption>Two <cite>three</cite></figcaption>"
    figure = f'<figure data-picture="{make_picture().pk}"><img alt="Not this">{caption}</figure>'
    article = make_draft(body=f"<p>One</p>{figure}", by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    said = page.locator("[data-length]")
    expect(said).to_have_text("3 words, 1 min to read")

    page.locator(".tiptap > p").click()
    page.keyboard.press("End")
    page.keyboard.type(" more")

    page.get_by_text("4 words, 1 min to read").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed_address", "kept"),
    [
        ("https://example.com/a", '<a href="https://example.com/a">One</a>'),
        ("example.com/a", '<a href="https://example.com/a">One</a>'),
        ("/shows/etoile/", '<a href="/shows/etoile/">One</a>'),
        ("javascript:alert(1)", None),
    ],
)
def test_a_link_leads_to_an_address_or_is_refused_in_words(editor, typed_address, kept):
    page, user = editor
    article = make_draft(body="<p>One</p>", by=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".tiptap p").click()
    page.keyboard.press("Control+a")

    page.keyboard.press("Control+k")
    page.keyboard.type(typed_address)
    page.keyboard.press("Enter")

    if kept:
        page.wait_for_function("document.querySelector('[name=body]').value.includes('href')")
        value = typed(page).input_value()
        assert kept in value.replace(' rel="noopener noreferrer"', "")
    else:
        page.get_by_text("is no address: begin with https://").wait_for()
        expect(typed(page)).to_have_value("<p>One</p>")
