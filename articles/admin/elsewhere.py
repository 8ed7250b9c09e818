"""How an article looks where others show it: as a result of a search, and as a card of a social network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import cards, notices
from articles.models import Article, Picture, Revision, Section
from articles.models.revision import ELSEWHERE
from newsroom.lib.text import one_line

# About as much as search engines show on a wide screen, in characters; static/desk/elsewhere.js has the same.
LONGEST = {"title": 60, "description": 155}
NAMES = {"seo_title": "", "seo_description": "", "headline": "taken from the headline", "dek": "taken from the dek"}


@dataclass(frozen=True)
class Line:
    name: str
    text: str
    source: str
    before: str = ""

    @property
    def full(self):
        return f"{self.before}{self.text}" if self.text else ""

    @property
    def is_too_long(self):
        return len(self.full) > LONGEST[self.name]

    @property
    def shown(self):
        most = LONGEST[self.name]
        return f"{self.full[: most - 1].rstrip()}…" if self.is_too_long else self.full

    @property
    def told(self):
        """How long it is, and where it comes from."""
        if not self.text:
            return f"{self.name.capitalize()}: none yet."
        length = "1 character" if len(self.full) == 1 else f"{len(self.full)} characters"
        said = f"{self.name.capitalize()}: {length}{NAMES[self.source] and ', '}{NAMES[self.source]}"
        return f"{said}. Search engines show about {LONGEST[self.name]}." if self.is_too_long else f"{said}."


def lines(said, *, before=""):
    """The title and the description; ``said`` gives what is typed in a field of the form.

    ``before`` is what others read before them, as long as the notice says so.
    """
    found = {}
    for name, sources in ELSEWHERE.items():
        texts = {source: " ".join(str(said(source) or "").split()) for source in sources}
        source = next((one for one in sources if texts[one]), sources[-1])
        found[name] = Line(name, texts[source], source, before)
    return found


def context_of(form, article, notice):
    """``notice`` is what readers of ``article`` are told now: what is shared from now on says it, too."""
    slug = article.slug if article else ""
    before = notices.elsewhere("", notice)
    return {
        **lines(lambda name: form[name].value(), before=before),
        "before": before,
        "notice": notice if notice and notice.since_changed else None,
        "site": urlsplit(settings.SITE_URL).netloc,
        "card": _address(article),
        "card_now": f"{_address(article)}?{urlencode(_typed(form))}" if form["headline"].value() else "",
        "path": f"› articles › {slug}" if slug else "› articles",
    }


def _typed(form):
    names = {"headline": "headline", "section": "section", "picture": "lead_picture"}
    return {name: form[field].value() or "" for name, field in names.items() if field in form.fields}


# -- the card --------------------------------------------------------------------------------------


def urls(desk):
    view = desk.admin_site.admin_view(partial(card, desk=desk))
    return [
        path("card/", view, name="articles_article_card_new"),
        path("<int:pk>/card/", view, name="articles_article_card"),
    ]


def _address(article):
    return reverse(f"admin:articles_article_card{'' if article else '_new'}", args=[article.pk] if article else [])


@require_safe
def card(request, pk=None, *, desk):
    """The card that is drawn of an article, with the headline, section and picture that are typed, saved or not."""
    article, at = _article(request, desk, pk), timezone.now()
    notice = notices.for_article(article) if article.is_public else None
    article.live_revision = Revision(
        headline=one_line(request.GET.get("headline", ""))[:300], lead_picture=_picture(request)
    )
    article.section = _row(Section.objects, request.GET.get("section")) or (article.section if pk else Section())
    article.published_at = article.published_at or at
    return HttpResponse(cards.drawn(cards.of(article, notice, at=at)), content_type="image/jpeg")


def _article(request, desk, pk):
    # Before anything is looked up: who may not, learns nothing.
    if not (desk.has_add_permission if pk is None else desk.has_view_permission)(request):
        raise PermissionDenied
    if pk is None:
        return Article()
    found = Article.objects.visible_to(request.user).select_related("section").for_notices().filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such article.")
    return found


def _picture(request):
    """The picture that is chosen; none where who asks may not see it."""
    if not request.user.has_perm("articles.view_picture"):
        return None
    found = _row(Picture.objects.with_sealed(), request.GET.get("picture"))
    return None if found and found.is_sealed and not request.user.has_perm("articles.seal_article") else found


def _row(rows, key):
    key = key or ""
    return rows.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
