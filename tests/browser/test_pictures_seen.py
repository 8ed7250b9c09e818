"""Pictures as a reader's browser takes them: the right size, in the place that was kept for them."""

import pytest

from articles import pictures
from tests.drawn import drawn
from tests.factories import make_article, make_picture, moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
SEEN = (
    "[...document.images].map((image) => [image.currentSrc.split('/').pop(), image.complete && image.naturalWidth > 0])"
)


@pytest.mark.slow
def test_each_picture_comes_in_its_size_and_nothing_moves(page):
    lead, portrait, ended = (make_picture(content=drawn(size=size)) for size in ((1600, 900), (500, 1500), (900, 600)))
    pictures.describe(ended, by=None, at=moment("2025-06-10"), rights="Kit", rights_until=moment("2025-06-10"))
    figures = "".join(
        f'<p>Words</p><figure data-picture="{one.pk}"><img alt="Doors"></figure>' for one in (portrait, ended)
    )
    article = make_article(body=figures, lead_picture=lead, lead_image_alt="A stage")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.add_init_script(WATCH)
    page.set_viewport_size({"width": 600, "height": 800})

    page.goto(article.get_absolute_url())
    for _ in range(8):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    page.wait_for_function("[...document.images].every((image) => image.complete)")

    assert page.evaluate(SEEN) == [["cropped-640.avif", True], ["wide-500.avif", True], ["stand-in.svg", True]]
    assert page.evaluate("window.moved") == 0
    assert complaints == []
