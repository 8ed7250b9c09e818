"""Pages of many articles: of a section, a topic, an author, a month; and all corrections."""

from datetime import date
from functools import cached_property

from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.timezone import get_default_timezone_name
from django.views.generic import ListView, TemplateView

from articles.models import LATEST_FIRST, Article, Author, Correction, Section, Topic
from newsroom.lib.pages import KeysetMixin, canonical
from newsroom.lib.paging import Order
from newsroom.lib.periods import midnight, period_of

# A probe of the index for each month that has articles, however many these are.
_MONTHS = """
    WITH RECURSIVE found (month) AS (
        SELECT date_trunc('month', max(published_at) AT TIME ZONE %(zone)s)
        FROM articles_article WHERE stage = 'published'
        UNION ALL
        SELECT (
            SELECT date_trunc('month', published_at AT TIME ZONE %(zone)s) FROM articles_article
            WHERE stage = 'published' AND published_at < found.month AT TIME ZONE %(zone)s
            ORDER BY published_at DESC, id DESC LIMIT 1
        )
        FROM found WHERE month IS NOT NULL
    )
    SELECT month::date FROM found WHERE month IS NOT NULL
"""


class FiledView(KeysetMixin, ListView):
    """The published articles of one section, topic or author, newest first."""

    order = LATEST_FIRST
    filing = None

    @cached_property
    def filed(self):
        return get_object_or_404(self.filing, slug=self.kwargs["slug"])

    def get_queryset(self):
        return self.filed.articles.published().for_cards()

    def get_context_data(self, **kwargs):
        kind = self.filed._meta.verbose_name
        return super().get_context_data(filed=self.filed, kind=kind, **kwargs)


class SectionView(FiledView):
    filing = Section
    template_name = "articles/article_list.html"


class TopicView(FiledView):
    filing = Topic
    template_name = "articles/article_list.html"


class AuthorView(FiledView):
    """A byline's profile and its articles. One under which nothing came out is no reader's business."""

    filing = Author.objects.with_articles()
    template_name = "articles/author_detail.html"

    def get_queryset(self):
        return Article.objects.published().for_cards().filter(bylines__author=self.filed)


class ArchiveView(KeysetMixin, ListView):
    """The articles of a month of the newsroom's calendar, and the ways to those before and after."""

    order = LATEST_FIRST
    template_name = "articles/archive_month.html"

    @cached_property
    def month(self):
        try:
            return date(int(self.kwargs["year"]), int(self.kwargs["month"]), 1)
        except ValueError as error:
            raise Http404("There is no such month.") from error

    def get_queryset(self):
        self.months = months()
        if self.month not in self.months:
            raise Http404("Nothing was published in this month.")
        period = period_of(self.month, "month")
        within = {"published_at__gte": midnight(period.start), "published_at__lt": midnight(period.end)}
        return Article.objects.published().for_cards().filter(**within)

    def get_context_data(self, **kwargs):
        at = self.months.index(self.month)
        later, earlier = self.months[:at][-1:], self.months[at + 1 :][:1]
        above = [("Newsroom", reverse("front")), ("Archive", reverse("articles:archive_index"))]
        return super().get_context_data(
            month=self.month,
            later=next(iter(later), None),
            earlier=next(iter(earlier), None),
            crumbs=[*above, (date_format(self.month, "F Y"), "")],
            **kwargs,
        )


class ArchiveIndexView(TemplateView):
    """All months in which something that is public came out."""

    template_name = "articles/archive_index.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(canonical=canonical(self.request.path), months=months(), **kwargs)


def months():
    """The first days of the months that have published articles, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"zone": get_default_timezone_name()})
        return [month for (month,) in cursor.fetchall()]


class CorrectionsView(KeysetMixin, ListView):
    """Where we were wrong, newest first, each with its article and what has become of that."""

    order = Order(Correction, "-corrected_at", "-pk")
    template_name = "articles/corrections.html"

    def get_queryset(self):
        return Correction.objects.public()

    def get_context_data(self, **kwargs):
        rows = self.pages.rows
        articles = Article.objects.published().for_cards().in_bulk([row.article_id for row in rows])
        # One that is withdrawn in this moment is left out.
        told = [(row, articles[row.article_id]) for row in rows if row.article_id in articles]
        return super().get_context_data(corrections=told, **kwargs)
