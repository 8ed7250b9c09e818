"""The tour of docs/editors.md, “The desk in ten minutes”, done by a script that stops where it has a picture."""

import re
import time
from datetime import UTC, datetime

HEADLINE = "Could ‘Étoile’ dance on elsewhere?"
DEK = "The order for a second season was reversed. What would have to happen for another network to take it."
TEXT = "Prime Video reversed its order for a second season. Other shows found a new home: what would it take?"
MORE = " Nobody has announced anything so far."


def tour(page):
    """Yields the name of each picture, when it is on the page."""
    log_in(page)
    yield "desk-home.png"

    write(page)
    yield "desk-writing.png"

    page.get_by_role("button", name="Choose a picture").click()
    page.locator("dialog[open] img").first.wait_for()
    yield "desk-picture.png"
    page.keyboard.press("Escape")

    save(page)
    article = page.url
    write_more(page)
    save(page)
    page.goto(article.replace("/change/", "/revisions/1/2/"))
    yield "desk-history.png"

    page.goto(article)
    publish(page)
    # News of the same minute would be news that the article knew.
    time.sleep(61 - datetime.now(UTC).second)
    record_that_it_returns(page)
    page.goto(article)
    page.get_by_role("heading", name="What readers are told").evaluate("one => one.scrollIntoView()")
    page.mouse.move(0, 0)
    yield "desk-notice.png"


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(re.compile(r"^[^?]*/admin/$"))


def write(page):
    page.goto("/admin/articles/article/add/")
    page.get_by_label("Headline").fill(HEADLINE)
    page.locator("[name=dek]").fill(DEK)
    page.locator(".field-body .tiptap").click()
    page.keyboard.type(TEXT)
    page.locator("#id_section").select_option(index=1)
    page.locator("#coverage-group .select2-selection").first.click()
    page.locator(".select2-dropdown .select2-search__field").fill("etoile")
    page.get_by_role("option", name="Étoile").click()
    page.locator("#id_coverage-0-season_number").fill("2")
    page.evaluate("scrollTo(0, 0)")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("is saved as").or_(page.get_by_text("Saved as revision")).first.wait_for()


def write_more(page):
    page.locator(".field-body .tiptap").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(MORE)


def publish(page):
    page.get_by_role("button", name="Publish…").click()
    page.wait_for_url("**/act/publish/**")
    page.locator("#content").get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/change/")


def record_that_it_returns(page):
    """What nobody has reported: in the demo newsroom it reaches nobody."""
    page.goto("/admin/record/?q=etoile")
    page.locator("[name=status]").select_option("returning")
    page.locator("[name=network]").select_option(label="Netflix")
    page.locator("[name=event]").select_option("pickup")
    page.locator("[name=source_name]").fill("Example News")
    page.locator("[name=source_url]").fill("https://example.com/")
    page.locator("button[name=step][value=preview]").click()
    page.locator("#preview").wait_for()
    page.locator("button[name=step][value=save]").click()
    page.wait_for_url("**/ledger/**")
