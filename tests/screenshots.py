"""``make screenshots``: the pictures of README.md and docs/editors.md, taken from a newsroom that goes with them.

Every public page is drawn as well, from head to foot, on a phone and on a desk, light and dark, to be looked at:
these pictures lie in ``.data/screenshots`` and are not kept.
"""

import io
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_FLAGS
from tests.processes import free_port
from tests.tour import tour

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images"
LOOKS = ROOT / ".data" / "screenshots"
LARGEST = 200_000  # bytes of a picture
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 960}}
NARROW = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
TALL = {"viewport": {"width": 1280, "height": 1360}}
EXPLAINER = "/articles/will-there-be-a-season-2-of-etoile/"
PAGES = {
    "front": "/",
    "section": "/sections/analysis/",
    "topic": "/topics/renewals/",
    "article-contradicted": EXPLAINER,
    "article-decided": "/articles/the-wheel-of-time-waits-for-season-4/",
    "article-record-corrected": "/articles/bbc-to-rest-doctor-who-the-sun-reports/",
    "article-progress": "/articles/bbc-denies-that-doctor-who-is-shelved/",
    "article-of-several-shows": "/articles/six-series-whose-next-season-is-ordered/",
    "article-corrected": "/articles/how-mrs-maisel-was-released/",
    "article-withdrawn": "/articles/what-a-rest-would-mean-for-doctor-who/",
    "author": "/authors/tv-desk/",
    "archive": "/archive/",
    "archive-month": "/archive/2025/06/",
    "corrections": "/corrections/",
    "shows": "/shows/",
    "show": "/shows/etoile/",
    "season": "/shows/etoile/season-2/",
    "person": "/people/luke-kirby/",
    "search": "/search/?q=etiole",
    "search-empty": "/search/",
    "status": "/status/",
    "not-found": "/nothing/",
    "for-partners": "/partners/docs/extension/",
    "api": "/api/docs/",
}
# Pictures below what is shown may come later.
ALL_IN_SIGHT = """() => [...document.images].every(
    picture => picture.complete || picture.getBoundingClientRect().top > innerHeight)"""
ELSEWHERE = "Netflix"  # who saves the show in the preview, which nobody saves


def main():
    PICTURES.mkdir(exist_ok=True)
    with newsroom() as address, chromium() as browser:
        look_at_every_page(browser, address)
        for name, (looks, draw) in PICTURED.items():
            context = browser.new_context(base_url=address, color_scheme="light", reduced_motion="reduce", **looks)
            page = context.new_page()
            draw(page)
            take(page, name)
            context.close()
        # Last, as it changes what is there.
        page = browser.new_context(base_url=address, color_scheme="light", reduced_motion="reduce", **DESK).new_page()
        for name in tour(page):
            take(page, name)


def look_at_every_page(browser, address):
    LOOKS.mkdir(parents=True, exist_ok=True)
    for scheme, (device, looks) in itertools.product(("light", "dark"), {"phone": NARROW, "desk": WIDE}.items()):
        context = browser.new_context(base_url=address, color_scheme=scheme, reduced_motion="reduce", **looks)
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path)
            see_all_of(page)
            page.screenshot(path=LOOKS / f"{name}-{device}-{scheme}.png", full_page=True, animations="disabled")
        context.close()
    print(f"{LOOKS.relative_to(ROOT)}/  every public page", flush=True)


def see_all_of(page):
    """Go down to the foot and back: what is below comes when it is near."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, page.viewport_size["height"]):
        page.evaluate("top => scrollTo(0, top)", top)
        page.wait_for_timeout(50)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("() => [...document.images].every(one => one.complete)")


def take(page, name):
    page.wait_for_load_state("networkidle")
    page.wait_for_function(ALL_IN_SIGHT)
    written = write(name, page.screenshot(animations="disabled", caret="hide"))
    print(f"{written.relative_to(ROOT)}  {written.stat().st_size / 1000:.0f} kB", flush=True)


# -- what is pictured ----------------------------------------------------------------------------


def stale_article(page):
    page.goto(EXPLAINER)


def front_page(page):
    page.goto("/")


def show_page(page):
    page.goto("/shows/etoile/")


def impact_preview(page):
    """What an editor reads before anything is saved: what becomes of the articles if somebody else takes the show."""
    page.goto("/admin/record/?q=etoile")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.get_by_role("button", name="Log in").click()
    page.locator("[name=status]").select_option("returning")
    page.locator("[name=network]").select_option(label=ELSEWHERE)
    page.locator("[name=event]").select_option("pickup")
    page.locator("[name=effective_on]").fill("2025-09-15")
    page.locator("[name=precision]").select_option("day")
    page.locator("[name=source_name]").fill("Example News")
    page.locator("[name=source_url]").fill("https://example.com/")
    page.locator("button[name=step][value=preview]").click()
    page.locator("#preview").wait_for()


PICTURED = {
    "since-changed.png": (PHONE, stale_article),
    "front.png": (WIDE, front_page),
    "show.png": (WIDE, show_page),
    "impact-preview.png": (TALL, impact_preview),
}


# -- how ------------------------------------------------------------------------------------------


@contextmanager
def newsroom():
    """The address of the product, as ``make run`` starts it, in a folder that goes with it."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="newsroom-pictures-") as data:
        ours = ("DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "SITE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG")
        there = {name: value for name, value in os.environ.items() if name not in ours}
        there |= {"NEWSROOM_DATA": data, "NEWSROOM_DURABLE": "0", "PORT": str(port)}
        product = subprocess.Popen(
            [sys.executable, "-m", "newsroom.run"], cwd=ROOT, env=there, stdout=subprocess.DEVNULL
        )
        try:
            address = f"http://localhost:{port}"
            wait_until_ready(address, product)
            yield address
        finally:
            product.terminate()
            product.wait(timeout=60)


def wait_until_ready(address, product, *, seconds=180):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urlopen(f"{address}/healthz", timeout=5).close()
        except (URLError, TimeoutError) as error:
            if product.poll() is not None:
                raise SystemExit(f"Newsroom ended with status {product.returncode} before it was ready.") from error
            if time.monotonic() > deadline:
                raise SystemExit(f"Newsroom was not ready after {seconds} seconds.") from error
            time.sleep(0.2)


@contextmanager
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("There is no Chromium on this machine: install Debian's package “chromium”.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = [*CHROMIUM_FLAGS, "--disable-gpu", "--font-render-hinting=none", "--hide-scrollbars", *sandbox]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


def write(name, png):
    """The picture as a file with as many colors as fit into what a picture may weigh."""
    picture, written = Image.open(io.BytesIO(png)).convert("RGB"), PICTURES / name
    for colors in (256, 128, 64, 32):
        picture.quantize(colors, dither=Image.Dither.NONE).save(written, optimize=True)
        if written.stat().st_size <= LARGEST:
            return written
    raise SystemExit(f"{name} has {written.stat().st_size:,} bytes, more than {LARGEST:,}.")


if __name__ == "__main__":
    main()
