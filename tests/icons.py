"""`make icons`: static/icons and favicon.ico, of static/favicon.svg as this machine's Chromium draws it, and a card."""

import io
import os
import re
import shutil
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parent.parent / "static"
SIZES = {"icon-192.png": 192, "icon-512.png": 512}
# Systems cut these into shapes of their own: the ground goes to the edge, and the letter stays well within.
WHOLE = {"apple-touch-icon.png": (180, 1), "maskable-512.png": (512, 0.8)}
ICO = (16, 32, 48)
# What social networks show beside a link to a page that has no card of its own.
SITE = {
    "headline": "Entertainment news that knows when it has changed",
    "section": "Shows, seasons, renewals, cancellations",
    "date": "When news overtakes an article here, the article says so: at once, and without being rewritten.",
    "tone": "tone-5",
}


def whole(svg, share):
    """``svg`` with its ground to the edges, and what stands on it ``share`` as large."""
    ground = re.search(r'<rect width="32" height="32" rx="\d+" fill="(#\w+)"/>', svg)
    begin, end = svg[: ground.start()], svg[ground.end() :]
    move = 16 * (1 - share)
    inner = f'<g transform="translate({move} {move}) scale({share})">{end.removesuffix("</svg>").strip()}</g></svg>'
    return f'{begin}<rect width="32" height="32" fill="{ground[1]}"/>{inner}'


def draw():
    svg = (STATIC / "favicon.svg").read_text().strip()
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        page = browser.new_page()

        def drawn(svg, size):
            page.set_viewport_size({"width": size, "height": size})
            sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" style="display:block" ', 1)
            page.set_content(f'<body style="margin:0;background:transparent">{sized}')
            return Image.open(io.BytesIO(page.screenshot(omit_background=True)))

        for name, size in SIZES.items():
            drawn(svg, size).save(folder / name, optimize=True)
        for name, (size, share) in WHOLE.items():
            drawn(whole(svg, share), size).convert("RGB").save(folder / name, optimize=True)
        pictures = [drawn(svg, size).convert("RGBA") for size in ICO]
        sizes = [(size, size) for size in ICO]
        pictures[-1].save(STATIC / "favicon.ico", sizes=sizes, append_images=pictures[:-1])
        browser.close()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DEBUG": "1"}
    django.setup()
    from newsroom.lib import card

    (folder / "card.jpg").write_bytes(card.drawn(card.Face(**SITE)))


if __name__ == "__main__":
    draw()
