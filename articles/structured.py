"""What an article says to search engines: what was published, what we got wrong, and what has since changed."""

from articles import extension, notices
from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.slugs import path_of
from newsroom.lib.structured import address, publisher, us
from shows.models import season_path

DESKS = (" desk", " staff", " team", "newsroom")  # bylines of several people


def news_article(article, notice, *, subjects, mentions, corrections, showing):
    """The ``NewsArticle``, of what the page of ``article`` is given.

    A change of status is never a ``correction``: the notice is a comment of the publisher's.
    """
    revision, own = article.live_revision, address(article.get_absolute_url())
    said = {
        "@type": "NewsArticle",
        "@id": f"{own}#article",
        "identifier": article.urn,
        "url": own,
        "mainEntityOfPage": own,
        "headline": revision.headline,
        "alternativeHeadline": revision.seo_title,
        "description": notices.elsewhere(revision.description_elsewhere, notice),
        "image": _images(revision, showing),
        "datePublished": timestamp(article.first_published_at),
        "dateModified": timestamp(extension.modified_at(article, at=showing.at)),
        "author": [_author(**one) for one in article.signed],
        "publisher": publisher(),
        "articleSection": article.section.name,
        "keywords": [topic["name"] for topic in article.filed_under],
        "inLanguage": "en-US",
        "isAccessibleForFree": True,
        "about": [_subject(told.coverage) for told in subjects],
        "mentions": [_subject(coverage) for coverage in mentions],
        "correction": [
            {"@type": "CorrectionComment", "text": text, "datePublished": timestamp(at)} for at, text in corrections
        ],
        "comment": notice and _comment(notice),
    }
    return {name: value for name, value in said.items() if value}


def _images(revision, showing):
    """The picture as feeds have it; where its rights have ended, ours in its place."""
    shown = showing.lead(revision, "wide")
    if shown is None:
        return []
    words = {name: value for name, value in (("caption", shown.alt), ("creditText", shown.credit)) if value}
    found = [image for image in (shown.raster, showing.social(revision)) if image]
    return [
        {"@type": "ImageObject", "url": image.address, "width": image.width, "height": image.height} | words
        for image in found
    ]


def _author(name, slug):
    kind = "Organization" if name.casefold().endswith(DESKS) else "Person"
    return {"@type": kind, "name": name, "url": address(path_of("articles:author", slug))}


def _subject(coverage):
    show = coverage.show
    own = address(show.get_absolute_url())
    series = {"@type": "TVSeries", "@id": f"{own}#series", "name": show.title, "url": own}
    if coverage.season_number is None:
        return series
    season = address(season_path(show.slug, coverage.season_number))
    return {
        "@type": "TVSeason",
        "@id": f"{season}#season",
        "name": f"{show.title}, season {coverage.season_number}",
        "url": season,
        "seasonNumber": coverage.season_number,
        "partOfSeries": series,
    }


def _comment(notice):
    return {
        "@type": "Comment",
        "name": notice.headline,
        "text": notice.text,
        "dateCreated": timestamp(notice.recorded_at),
        "author": us(),
    }
