"""Who makes shows, and who plays in them."""

from itertools import groupby

from django.urls import reverse_lazy
from django.views.generic import DetailView

from newsroom.lib.pages import newer_page, page_by_key
from newsroom.lib.paging import Order
from shows.models import Credit, Person, Season, Show

CARDS = 20
ABOVE = [("Newsroom", reverse_lazy("front")), ("Shows A to Z", reverse_lazy("shows:list"))]


class PersonView(DetailView):
    """Somebody's credits, each with where the show stands today, and what we wrote about these shows."""

    queryset = Person.objects.with_credits()
    template_name = "shows/person_detail.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        newer = newer_page(request, *latest_coverage(self.object), CARDS)
        return newer or self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs):
        person = self.object
        pages = page_by_key(self.request, *latest_coverage(person), CARDS)
        articles = Show.articles.rel.related_model.objects.filter(pk__in=[row.article_id for row in pages.rows])
        return super().get_context_data(
            canonical=pages.canonical(person.get_absolute_url()),
            parts=parts_of(person),
            pages=pages,
            articles=list(articles.for_cards().newest_first()),
            crumbs=[*ABOVE, (person.name, "")],
            **kwargs,
        )


def parts_of(person):
    """Each show of ``person`` from A to Z, with the credits in it, as its creator first."""
    credits = Credit.objects.filter(person=person).order_by("show", "-role", "billing", "pk")
    by_show = {show: list(found) for show, found in groupby(credits, key=lambda credit: credit.show_id)}
    shows = Show.objects.filter(pk__in=by_show).with_status().a_to_z()
    return [(show, by_show[show.pk]) for show in shows]


def latest_coverage(person):
    """The published articles that cover shows of ``person``, in their order, each once."""
    coverage = Season.coverage.rel.related_model
    covering = coverage.objects.filter(show__credits__person=person, published_at__isnull=False)
    order = Order(coverage, "-published_at", "-article_id")
    return order, covering.values_list("article_id", "published_at", named=True).distinct()
