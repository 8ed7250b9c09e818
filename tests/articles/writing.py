"""The form of an article as a browser sends it."""

from django.urls import reverse

from tests.pages import parse, read

ADD = reverse("admin:articles_article_add")


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def act(article, name):
    return reverse("admin:articles_article_act", args=[article.pk, name])


def going_out(article):
    """What the page of an act brings back: the revision that it named."""
    return {"revision": article.revisions.latest("number").number}


def filled(client, path):
    """What the form of the article at ``path`` holds, by the names of its fields."""
    return held(read(client, path), "article_form")


def held(page, form):
    """What the form of that id holds on ``page``."""
    form, sent = page.one("form", id=form), {}
    for field in form.all("input", name=True):
        kind = field.attrs.get("type", "text")
        if kind in ("submit", "file") or (kind == "checkbox" and "checked" not in field.attrs):
            continue
        sent[field.attrs["name"]] = field.attrs.get("value", "on" if kind == "checkbox" else "")
    for area in form.all("textarea", name=True):
        sent[area.attrs["name"]] = "".join(child for child in area.children if isinstance(child, str)).removeprefix(
            "\n"
        )
    for select in form.all("select", name=True):
        chosen = [one.attrs["value"] for one in select.all("option") if "selected" in one.attrs]
        sent[select.attrs["name"]] = chosen if "multiple" in select.attrs else (chosen or [""])[0]
    return {name: value for name, value in sent.items() if "__prefix__" not in name}


def covering(*subjects):
    """Rows of coverage for a new article: shows, or pairs of a show and a season's number."""
    rows = {"coverage-TOTAL_FORMS": len(subjects), "coverage-INITIAL_FORMS": 0}
    for index, subject in enumerate(subjects):
        show, season = subject if isinstance(subject, tuple) else (subject, "")
        rows |= {f"coverage-{index}-show": show.pk, f"coverage-{index}-season_number": season}
    return rows


def written(section, **fields):
    """A new article as it is first sent."""
    return {
        "headline": "Season 2 is coming",
        "dek": "",
        "body": "<p>Yes.</p>",
        "section": section.pk,
        "slug": "",
        "base": "0",
        "filed": "",
        **covering(),
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        **fields,
    }


def errors(response):
    """The complaints on a page, as text."""
    page = parse(response.content.decode())
    found = [*page.all(class_="errorlist"), *page.all(class_="text-red-600"), *page.all(class_="errornote")]
    return " ".join(one.text for one in [*found, *page.all(class_="copy-errors"), *page.all(class_="text-red-700")])
