"""What editors did with the demo's pictures: rights that have ended, some that end soon, and figures in a text."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles import pictures, text, workflow
from articles.models import Article, Picture

OWN = "Drawn for Newsroom, which owns it."
# The article whose picture it is: by what right we show it, and how many days of it are left.
LICENSED = {
    "prime-video-cancels-the-wheel-of-time": ("Lent by its artist for a season.", 9),
    "warrior-nun-second-season-guide": ("Lent by its artist until the end of the series.", -30),
}
# Under which heading of this article stands the picture of which other, with its caption.
SHOWS = "six-series-whose-next-season-is-ordered"
SHOWN_AT = datetime.fromisoformat("2020-05-28T10:20:00-04:00")
FIGURES = [
    ("Lucifer", "lucifer-renewed-for-fifth-and-final-season", "One more descent, in two halves."),
    ("GLOW", "glow-fourth-and-final-season", "The ring stays empty until there is a date."),
]


def keep(accounts, *, at):
    Picture.objects.filter(rights="").update(rights=OWN)
    wanted = [*LICENSED, SHOWS, *(slug for _, slug, _ in FIGURES)]
    articles = Article.objects.select_related("latest_revision__lead_picture").in_bulk(wanted, field_name="slug")
    for slug, (rights, days) in LICENSED.items():
        until = _midnight(at + timedelta(days=days))
        picture = articles[slug].latest_revision.lead_picture
        pictures.describe(picture, by=accounts["managing-editor"], at=at, rights=rights, rights_until=until)
    _illustrate(articles, by=accounts["editor"])


def _midnight(moment):
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def _illustrate(articles, *, by):
    article = articles[SHOWS]
    body = article.latest_revision.body
    for heading, slug, caption in FIGURES:
        revision = articles[slug].latest_revision
        figure = (
            f'<figure data-picture="{revision.lead_picture_id}"><img alt="{revision.lead_image_alt}">'
            f"<figcaption>{caption} <cite>{revision.lead_image_credit}</cite></figcaption></figure>"
        )
        body = body.replace(f"<h2>{heading}</h2>", f"<h2>{heading}</h2>{figure}")
    text.save_revision(article, base=article.latest_revision.number, by=by, at=SHOWN_AT, body=body)
    workflow.update(article, by=by, at=SHOWN_AT, substantive=False)
