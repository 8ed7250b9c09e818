"""“Renewed or canceled”: what has changed lately, about every show, with the articles that reported it."""

from django.urls import reverse
from django.views.generic import ListView

from articles.models import Article, Coverage
from newsroom.lib.pages import KeysetMixin
from shows.models import StatusEntry
from shows.news import NEWEST_FIRST, NewsFilter, by_month, months


class StatusView(KeysetMixin, ListView):
    """The news of all ledgers, newest first, by network, kind and month. What it does not understand it tells."""

    order = NEWEST_FIRST
    size = 50
    template_name = "status.html"

    def get_queryset(self):
        self.filter = NewsFilter(self.request.GET, StatusEntry.objects.for_news(), months=months())
        return self.filter.qs

    @property
    def kept(self):
        return self.filter.kept

    def get_context_data(self, **kwargs):
        entries = self.pages.rows
        reporters = Coverage.objects.reporters([entry.pk for entry in entries])
        articles = Article.objects.published().for_cards().in_bulk([found["pk"] for found in reporters.values()])
        for entry in entries:
            found = reporters.get(entry.pk)
            entry.article = articles.get(found["pk"]) if found else None
        total, counts = self.filter.counts()
        return super().get_context_data(
            form=self.filter.form,
            kept=self.kept,
            words=self.filter.words,
            groups=by_month(entries),
            total=total,
            counts=counts,
            kind=self.filter.understood.get("kind"),
            crumbs=[("Newsroom", reverse("front")), ("Renewed or canceled", "")],
            **kwargs,
        )
