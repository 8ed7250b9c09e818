"""`make icons`: static/icons and favicon.ico, drawn from static/favicon.svg by the Chromium of this machine."""

import io
import os
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parent.parent / "static"
SIZES = {"icon-192.png": 192, "icon-512.png": 512}
# Systems cut these into shapes of their own: the ground goes to the edge, and the letter stays well within.
WHOLE = {"apple-touch-icon.png": (180, 1), "maskable-512.png": (512, 0.8)}
ICO = (16, 32, 48)


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


if __name__ == "__main__":
    draw()
