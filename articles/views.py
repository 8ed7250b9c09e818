from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from articles import notices, page, preview_links, previews
from articles.models import Article, Publication, Stage
from articles.models.coverage import bring_pins
from articles.showing import Showing
from newsroom.lib.pages import canonical
from newsroom.lib.prepared import Prepared

READABLE = Article.objects.filter(stage__in=[Stage.PUBLISHED, Stage.WITHDRAWN])


# What is asked for most.
_PAGE = Prepared(lambda slug: page.with_all_of_it(READABLE).filter(slug=slug))
# Together they would be too long to be written down once.
_ACTS = Prepared(page.public_acts)
_RELATED = Prepared(
    lambda pk: Article.objects.published().with_words().defer("live_revision__body").related_to(pk)[: page.RELATED]
)


class ArticleDetailView(DetailView):
    model = Article

    def get_object(self):
        for article in _PAGE(self.kwargs["slug"]):
            return article
        raise Http404("There is no such article.")

    def get_context_data(self, **kwargs):
        article = self.object
        related = _RELATED(article.pk)
        # One fetch for all of them.
        bring_pins([article, *related])
        shown = page.context_of(
            article,
            reporters=notices.reporters_of([article]),
            showing=Showing(timezone.now()),
            acts=_ACTS(article.pk),
            related=related,
        )
        return super().get_context_data(canonical=canonical(article.get_absolute_url()), **shown, **kwargs)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.stage == Stage.WITHDRAWN:
            return gone(request, self.object)
        return self.render_to_response(self.get_context_data())


def gone(request, article):
    """The page of a withdrawn article: that it is gone, and why, unless for legal reasons."""
    withdrawal = None if article.sealed_at else article.publications.filter(act=Publication.Act.WITHDRAWN).last()
    response = render(request, "articles/article_gone.html", {"withdrawal": withdrawal}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def by_id(request, uuid):
    article = get_object_or_404(READABLE, uuid=uuid)
    # Its own address has the words of its headline.
    return gone(request, article) if article.sealed_at else redirect(article)


@require_safe
@never_cache
def preview(request, token):
    """A draft, for somebody outside who was given a link to it."""
    now = timezone.now()
    link = preview_links.followed(token, at=now)
    if link is None:
        raise Http404("There is no such page.")
    shown = previews.page_of(link.article, previews.Look(now), revision=link.revision)
    response = render(request, "articles/article_preview.html", shown | {"link": link})
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key.
    response["Referrer-Policy"] = "no-referrer"
    return response
