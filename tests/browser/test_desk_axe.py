"""Nothing at the desk keeps anybody out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from articles import comments, copies, pictures, sealing, status_changes, text, updates, workflow
from articles.copies import Window
from articles.models import Article, Author
from newsroom import roles
from shows.models import Credit, Person
from tests.articles.writing import act, change
from tests.desk import make_member, session_of, sign_in
from tests.drawn import drawn
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_picture, moment, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show(live_server, media):
    """A show with everything that a page of the desk can tell."""
    show = make_etoile()
    wrong = record(show, "dated", "2025-05-01", season=2, premiere="2026-04", at="2025-05-02")
    pictures.delete(make_picture("gone.png", content=drawn(color="red")), by=None, at=moment("2025-05-02"))
    show.picture = make_picture(rights="Agency", rights_until=moment("2025-05-04"))
    body = f'<p>Words</p><figure data-picture="{show.picture.pk}"><img alt="A stage"></figure>'
    words = {"body": body, "lead_picture": show.picture, "lead_image_alt": "A stage"}
    make_article("Hopeful", shows=[(show, 2), show], published="2025-05-03", **words)
    waiting = make_draft("Waits", shows=[show])
    workflow.submit(waiting, by=None, at=moment("2025-05-03"))
    cancel_etoile(show)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2026-02-01"))
    for number, name in enumerate(("Luke Kirby", "Lou de Laâge")):
        person = Person.objects.create(name=name, slug=f"person-{number}")
        Credit.objects.create(show=show, person=person, billing=number)
    return show


@pytest.fixture
def desk(browser, live_server, client):
    """Opens pages of a managing editor; the policy of the page is put aside for the checker's own script."""
    user = sign_in(client, roles.MANAGING_EDITORS)
    contexts = []

    def open_page(scheme, *, width=1440):
        viewport = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=live_server.url, color_scheme=scheme, bypass_csp=True, viewport=viewport, reduced_motion="reduce"
        )
        context.add_cookies([session_of(client, live_server)])
        contexts.append(context)
        page = context.new_page()
        page.user = user
        return page

    yield open_page
    for context in contexts:
        context.close()


def check(page, where, *, widths=()):
    """As wide as the window is, and in further widths."""
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector('[x-cloak]:not([x-show])')")
    as_opened = page.viewport_size
    found = Axe().run(page).response["violations"]
    for width in widths:
        page.set_viewport_size({**as_opened, "width": width})
        found += Axe().run(page).response["violations"]
    page.set_viewport_size(as_opened)
    grave = [
        f"{where}: {one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert grave == []


def addresses(show, user):
    entry = show.ledger.filter(status="canceled").get()
    return {
        "home": reverse("admin:index"),
        "shows": reverse("admin:shows_show_changelist"),
        "a show": reverse("admin:shows_show_change", args=[show.pk]),
        "a new show": reverse("admin:shows_show_add"),
        "networks": reverse("admin:shows_network_changelist"),
        "the ledger": reverse("admin:shows_statusentry_changelist"),
        "an entry": reverse("admin:shows_statusentry_change", args=[entry.pk]),
        "the ledger of a show": f"{reverse('desk:ledger', args=[show.pk])}?new={entry.pk}",
        "to be sourced": reverse("desk:sources"),
        "a show as of": f"{reverse('desk:as_of', args=[show.pk])}?at=2025-06-07",
        "an article as of": reverse("admin:articles_article_as_of", args=[show.articles.first().pk]),
        "which show": reverse("desk:find_show"),
        "the stale desk": reverse("desk:stale"),
        "how long it takes": reverse("desk:taken"),
        "record": reverse("desk:record", args=[show.pk]),
        "correct": reverse("desk:correct", args=[entry.pk]),
        "accounts": reverse("admin:newsroom_user_changelist"),
        "an account": reverse("admin:newsroom_user_change", args=[user.pk]),
        "a password": reverse("admin:password_change"),
        "how it signs in": reverse("desk:account", args=[user.pk]),
        "deactivate": reverse("desk:deactivate", args=[user.pk]),
        "hand over": reverse("desk:hand_over", args=[user.pk]),
        "reactivate": reverse("desk:reactivate", args=[user.pk]),
        "a byline": reverse("admin:articles_author_change", args=[Author.objects.first().pk]),
        "a commission": reverse("admin:articles_article_commission"),
        "articles": reverse("admin:articles_article_changelist"),
        "an article": reverse("admin:articles_article_change", args=[show.articles.first().pk]),
        "a new article": reverse("admin:articles_article_add"),
        "a preview": reverse("admin:articles_article_preview", args=[show.articles.first().pk]),
        "pictures": reverse("admin:articles_picture_changelist"),
        "upload": reverse("admin:articles_picture_add"),
        "a picture": reverse("admin:articles_picture_change", args=[show.picture.pk]),
        "deleted pictures": reverse("admin:articles_picture_deleted"),
        "replace": reverse("admin:articles_picture_replace", args=[show.picture.pk]),
        "preview links": reverse("admin:articles_article_preview_links", args=[show.articles.first().pk]),
    }


LISTS = ("home", "shows", "networks", "the ledger", "accounts", "articles", "the stale desk")
FORMS = ("a show", "a new show", "an entry", "a password", "an account", "an article", "a new article", "preview links")
PEOPLE = ("how it signs in", "deactivate", "hand over", "reactivate", "a byline", "a commission")
PICTURES = ("pictures", "upload", "a picture", "deleted pictures", "replace")
LEDGER = ("the ledger of a show", "to be sourced", "which show", "record", "correct", "a preview")
AS_OF = ("a show as of", "an article as of")


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "widths"), [("light", [360]), ("dark", [])], ids=["light", "dark"])
@pytest.mark.parametrize(
    "which",
    [LISTS, FORMS, LEDGER, AS_OF, PEOPLE, PICTURES],
    ids=["lists", "forms", "ledger", "as of", "people", "pictures"],
)
def test_no_page_of_the_desk_keeps_anybody_out(desk, show, scheme, widths, which):
    page = desk(scheme)

    for where in which:
        page.goto(addresses(show, page.user)[where])
        check(page, where, widths=widths)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_preview_keeps_nobody_out(desk, show, scheme):
    page = desk(scheme)
    page.goto(reverse("desk:record", args=[show.pk]))
    page.locator("[name=status]").select_option("returning")
    page.locator("[name=source_url]").fill("nowhere")
    page.locator("button[value=preview]").click()
    page.locator(".desk-error").wait_for()
    check(page, "what is refused")
    page.locator("[name=source_url]").fill("")

    page.locator("button[value=preview]").click()
    page.locator("#preview").wait_for()

    check(page, "the preview")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_signs_in_is_not_kept_out(desk, scheme):
    page = desk(scheme)
    page.context.clear_cookies()
    page.goto("/admin/login/")
    check(page, "signing in")
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("Please enter the correct").wait_for()

    check(page, "signing in, refused")


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_the_picker_keeps_nobody_out(desk, show, scheme, width):
    page = desk(scheme, width=width)
    hopeful = show.picture.uses.get().revision.article
    page.goto(reverse("admin:articles_article_change", args=[hopeful.pk]))
    page.locator(".figure-node").wait_for()
    page.get_by_role("button", name="Choose another…").first.click()
    page.locator(".picker-choice").wait_for()

    check(page, "the picker")


# -- what goes on with an article ------------------------------------------------------------------

MAY_4 = moment("2025-05-04")
NARROW_AND_DARK = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])


def page_of(name, article, *more):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *more])


def named(*headlines):
    return [Article.objects.get(latest_revision__headline=headline) for headline in headlines]


def revise(article, headline, *, by):
    article.refresh_from_db()
    return text.save_revision(article, base=article.latest_revision.number, by=by, at=MAY_4, headline=headline)


@pytest.mark.slow
@NARROW_AND_DARK
def test_text_that_is_not_saved_keeps_nobody_out(desk, show, scheme, width):
    page = desk(scheme, width=width)
    hopeful, other = show.picture.uses.get().revision.article, make_member(roles.EDITORS, "other")
    typed = {"headline": ["Typed"], "body": ["<p>Other words</p>"], "section": ["nowhere"]}
    copies.set_aside(hopeful, Window("one"), base=1, fields=typed, by=page.user, at=MAY_4, why="stale")
    (kept,) = copies.of(page.user)
    for address in (page_of("unsaved", hopeful, kept.key), change(hopeful)):
        page.goto(address)
        check(page, "what was not saved")

    page.locator(".tiptap").wait_for()
    # As a browser sends it that doesn't ask for what is required.
    page.locator("#article_form").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("Headline").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".desk-mistakes").wait_for()
    check(page, "the list of mistakes")
    page.get_by_label("Headline").fill("Mine")
    revise(hopeful, "Theirs", by=other)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Two texts of this article").wait_for()

    check(page, "both texts")


@pytest.mark.slow
@NARROW_AND_DARK
def test_what_is_told_of_an_article_keeps_nobody_out(desk, show, scheme, width):
    page = desk(scheme, width=width)
    hopeful, waiting = named("Hopeful", "Waits")
    other = make_member(roles.EDITORS, "other")
    for who in (other, page.user):
        comments.say(waiting, "Say since when.\nAnd who said so.", by=who, at=MAY_4)
    comments.resolve(waiting.comments.first(), by=page.user, at=MAY_4)
    workflow.send_back(waiting, by=page.user, at=MAY_4, comment="Shorter.")
    revise(hopeful, "Hopeful again", by=other)
    updates.schedule(hopeful, by=other, at=MAY_4, publish_at=moment("2999-01-01"), revision=2, what="substantive")
    asked = [page_of("comments", waiting), change(waiting), page_of("audit", waiting), page_of("audit", hopeful)]
    asked += [page_of("revisions", hopeful), page_of("difference", hopeful, 1, 2), change(hopeful)]

    for address in asked:
        page.goto(address)
        check(page, address)


@pytest.mark.slow
@NARROW_AND_DARK
def test_no_act_keeps_anybody_out(desk, show, scheme, width):
    page = desk(scheme, width=width)
    hopeful, waiting = named("Hopeful", "Waits")
    other = make_member(roles.MANAGING_EDITORS, "other")
    revise(hopeful, "Hopeful again", by=other)
    sealed = make_article("Sealed", shows=[show])
    sealing.seal(sealed, reason="A court said so.", by=other, at=MAY_4)
    acts = [(hopeful, name) for name in ("update", "schedule_update", "review", "redate", "withdraw", "seal")]
    acts += [(waiting, name) for name in ("approve", "send_back", "schedule", "publish", "assign")]

    for article, name in [*acts, (sealed, "ask_restoration")]:
        page.goto(act(article, name))
        expect(page.get_by_role("button")).not_to_have_count(0)
        check(page, name)
    sealing.ask(sealed, reason="It was lifted.", by=other, at=MAY_4)
    for address in (act(sealed, "confirm_restoration"), change(sealed), reverse("desk:hand_over", args=[other.pk])):
        page.goto(address)
        check(page, address)
