from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from articles import body, notices
from articles.models import Article, Correction, Publication, Section, Stage, Topic
from articles.models.coverage import bring_pins
from newsroom.lib.pages import PagedMixin, canonical
from newsroom.lib.prepared import Prepared

Act = Publication.Act
READABLE = Article.objects.filter(stage__in=[Stage.PUBLISHED, Stage.WITHDRAWN])
RELATED = 3


def last(*acts):
    """The moment of the last of ``acts`` on an article, in the article's own query."""
    log = Publication.objects.filter(article=OuterRef("pk"), act__in=acts).order_by("-pk")
    return Subquery(log.values("at")[:1])


def listed(rows, *fields):
    """The ``fields`` of ``rows`` as a list, in the article's own query."""
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in fields})))


def with_all_of_its_page(articles):
    return articles.with_words().annotate(
        updated_at=last(Act.UPDATED, Act.CORRECTED),
        reviewed_at=last(Act.REVIEWED),
        filed_under=listed(Topic.objects.filter(articles=OuterRef("pk")), "name", "slug"),
        put_right=listed(Correction.objects.filter(article=OuterRef("pk")), "text", "corrected_at"),
        sections=listed(Section.objects.with_articles(), "name", "slug"),
    )


# What is asked for most.
_PAGE = Prepared(lambda slug: with_all_of_its_page(READABLE).filter(slug=slug))
_RELATED = Prepared(
    lambda pk: Article.objects.published().with_words().defer("live_revision__body").related_to(pk)[:RELATED]
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
        told = notices.subjects(article)
        return super().get_context_data(
            canonical=canonical(article.get_absolute_url()),
            revision=article.live_revision,
            notice=notices.for_article(article, reporters=notices.reporters_of([article]), everything=told),
            body=body.with_notices(article, told),
            subjects=[one for one in told if not one.coverage.mention_only],
            mentions=[one.coverage for one in told if one.coverage.mention_only],
            corrections=[(datetime.fromisoformat(one["corrected_at"]), one["text"]) for one in article.put_right],
            related=related,
            sections=article.sections,
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


class FiledView(PagedMixin, ListView):
    """The published articles of one section or topic, newest first."""

    paginate_by = 30
    template_name = "articles/article_list.html"
    filing = None

    def get_queryset(self):
        self.filed = get_object_or_404(self.filing, slug=self.kwargs["slug"])
        return self.filed.articles.published().for_cards().newest_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(filed=self.filed, kind=self.filing._meta.verbose_name, **kwargs)


class SectionView(FiledView):
    filing = Section


class TopicView(FiledView):
    filing = Topic
