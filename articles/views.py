from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from articles import body, notices
from articles.models import Article, Publication, Stage

Act = Publication.Act
READABLE = Article.objects.filter(stage__in=[Stage.PUBLISHED, Stage.WITHDRAWN])


def last(*acts):
    """The moment of the last of ``acts`` on an article, in the article's own query."""
    log = Publication.objects.filter(article=OuterRef("pk"), act__in=acts).order_by("-pk")
    return Subquery(log.values("at")[:1])


class ArticleDetailView(DetailView):
    queryset = (
        READABLE.for_cards()
        .prefetch_related("corrections")
        .annotate(updated_at=last(Act.UPDATED, Act.CORRECTED), reviewed_at=last(Act.REVIEWED))
    )

    def get_context_data(self, **kwargs):
        article, told = self.object, notices.subjects(self.object)
        return super().get_context_data(
            canonical=settings.SITE_URL + article.get_absolute_url(),
            revision=article.live_revision,
            notice=notices.for_article(article, reporters=notices.reporters_of([article])),
            body=body.with_notices(article, told),
            subjects=[one.coverage for one in told],
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.stage == Stage.WITHDRAWN:
            return gone(request, self.object)
        return self.render_to_response(self.get_context_data())


def gone(request, article):
    """The page of a withdrawn article: that it is gone, and why."""
    withdrawal = article.publications.filter(act=Act.WITHDRAWN).last()
    response = render(request, "articles/article_gone.html", {"withdrawal": withdrawal}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def by_id(request, uuid):
    return redirect(get_object_or_404(READABLE, uuid=uuid))
