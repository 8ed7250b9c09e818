from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Min, Prefetch, Q
from django.db.models.functions import Left
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import DetailView, ListView

from newsroom.lib.html import folded
from newsroom.lib.pages import KeysetMixin, canonical, newer_page, page_by_key
from newsroom.lib.paging import Order
from newsroom.lib.periods import newsroom_date
from shows.drawing import draw
from shows.filters import ShowFilter
from shows.models import Season, Show, Standing
from shows.timeline import current_entries, told_once

ABOVE = [("Newsroom", reverse_lazy("front")), ("Shows A to Z", reverse_lazy("shows:list"))]
CARDS = 20
LATEST = 8  # entries of a timeline that are shown without being asked for


class ShowListView(KeysetMixin, ListView):
    """All shows from A to Z, with today's status, narrowed by title, network and status."""

    queryset = (
        Show.objects.a_to_z()
        .select_related("network")
        .prefetch_related(
            Prefetch(
                "standings",
                Standing.objects.filter(season=None, is_current=True).select_related("entry"),
                to_attr="current_standings",
            )
        )
    )
    template_name = "shows/show_list.html"
    order = Order(Show, "sort_title", "pk")
    size = 100

    def get_queryset(self):
        self.filter = ShowFilter(self.request.GET, super().get_queryset())
        narrowed = self.filter.qs
        self.kept = self.filter.kept
        return narrowed

    def get_context_data(self, **kwargs):
        shows, letters = self.pages.rows, letters_of(self.filter.qs)
        groups = groupby(shows, key=lambda show: letter_of(show.sort_title))
        context = super().get_context_data(
            filter=self.filter,
            form=self.filter.form,
            kept=self.kept,
            number=sum(letter.number for letter in letters),
            letters=[(letter.name, self.way_to(letter)) for letter in letters],
            groups=[(letter, list(shows)) for letter, shows in groups],
            **kwargs,
        )
        # A search is no page of its own.
        return context | ({"canonical": canonical(self.request.path)} if self.kept else {})

    def way_to(self, letter):
        """The cursor of the page that begins with ``letter``, or nothing where it begins on this page."""
        if any(show.sort_title == letter.first for show in self.pages.rows):
            return ""
        return self.order.cursor_at(Show(sort_title=letter.first, pk=0))


@dataclass
class Letter:
    """A heading of the list, the number of titles under it, and the first of them as it is sorted."""

    name: str
    number: int
    first: str


def letter_of(sort_title):
    """The heading under which a title stands: a letter, digits, or what no alphabet of ours has."""
    first = sort_title[:1]
    if "a" <= first <= "z":
        return first.upper()
    return "0–9" if first < "a" else "Other"


def letters_of(shows):
    """The headings of ``shows``, in their order; one query."""
    rows = shows.order_by().values_list(Left("sort_title", 1))
    found = {}
    for begin, number, first in rows.annotate(number=Count("pk"), first=Min("sort_title")).order_by("left1"):
        known = found.setdefault(letter_of(begin), Letter(letter_of(begin), 0, first))
        known.number += number
    return list(found.values())


class ShowDetailView(DetailView):
    queryset = Show.objects.for_page()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        newer = newer_page(request, *latest_coverage(self.object), CARDS)
        return newer or self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs):
        show = self.object
        timeline = told_once(show.ledger.for_timeline().in_ledger_order())
        current = current_entries(timeline)
        credits = list(show.credits.all())
        coverage = coverage_page(self.request, show)
        return super().get_context_data(
            canonical=coverage["pages"].canonical(show.get_absolute_url()),
            spellings=spellings(show),
            artwork=artwork(show, coverage["articles"], at=timezone.now()),
            current=current.get(None),
            drawing=drawn(show, timeline),
            timeline=timeline[: -LATEST - 1 : -1],
            earlier=timeline[:-LATEST][::-1],
            seasons=[(season, current.get(season.pk)) for season in show.seasons.all()],
            creators=[credit for credit in credits if credit.role == credit.Role.CREATOR],
            cast=[credit for credit in credits if credit.role == credit.Role.CAST],
            crumbs=[*ABOVE, (show.told_apart, "")],
            **coverage,
            **kwargs,
        )


class SeasonDetailView(DetailView):
    """One season of a show: its status, its timeline beside that of the show, its dates and its articles."""

    template_name = "shows/season_detail.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        newer = newer_page(request, *latest_coverage(self.object.show, season=self.object), CARDS)
        return newer or self.render_to_response(self.get_context_data(object=self.object))

    def get_object(self, queryset=None):
        seasons = Season.objects.select_related("show__network")
        return get_object_or_404(seasons, show__slug=self.kwargs["slug"], number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        season, show = self.object, self.object.show
        ledger = told_once(show.ledger.filter(Q(season=None) | Q(season=season)).for_timeline().in_ledger_order())
        current = current_entries(ledger)
        coverage = coverage_page(self.request, show, season=season)
        number = season.number
        around = list(show.seasons.filter(number__in=(number - 1, number + 1)).order_by("number"))
        return super().get_context_data(
            show=show,
            canonical=coverage["pages"].canonical(season.get_absolute_url()),
            artwork=artwork(show, coverage["articles"], at=timezone.now()),
            current=current.get(season.pk),
            of_show=current.get(None),
            drawing=drawn(show, ledger),
            timeline=[entry for entry in ledger if entry.season_id][::-1],
            before=next((one for one in around if one.number < number), None),
            after=next((one for one in around if one.number > number), None),
            crumbs=[*ABOVE, (show.told_apart, show.get_absolute_url()), (f"Season {number}", "")],
            **coverage,
            **kwargs,
        )


def drawn(show, entries):
    """The ``entries`` of ``show`` as a picture of today, with the articles that reported them."""
    articles = show.coverage.reporters(entry.pk for entry in entries)
    return draw(entries, today=newsroom_date(timezone.now()), articles=articles)


def artwork(show, articles, *, at):
    """The revision with the newest picture in ``articles``; one about ``show`` alone goes before one about several."""
    pictured = [article for article in articles if _is_pictured(article.live_revision, at=at)]
    alone = [article for article in pictured if {pin.show_id for pin in article.pins} == {show.pk}]
    return next((article.live_revision for article in alone + pictured), None)


def _is_pictured(revision, *, at):
    return revision.lead_picture is not None and revision.lead_picture.is_usable(at)


def spellings(show):
    """The other names of ``show`` that tell readers something: not its own in other letters."""
    seen, names = [bare(show.title)], []
    for name in show.also_known_as:
        if bare(name) not in seen:
            seen.append(bare(name))
            names.append(name)
    return names


def bare(name):
    """``name`` without accents, case, punctuation, spaces and a leading article."""
    words = folded(name).split()
    own = words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words
    return "".join(char for word in own for char in word if char.isalnum())


def latest_coverage(show, *, season=None):
    """The published articles that cover ``show``, in their order; an article about two seasons is one article."""
    # By the show's own index.
    covering = show.coverage.filter(published_at__isnull=False)
    if season is not None:
        covering = covering.filter(season=season)
    order = Order(covering.model, "-published_at", "-article_id")
    return order, covering.values_list("article_id", "published_at", named=True).distinct()


def coverage_page(request, show, *, season=None):
    """One page of the published articles that cover ``show``, or one season of it, newest first."""
    pages = page_by_key(request, *latest_coverage(show, season=season), CARDS)
    articles = show.articles.model.objects.filter(pk__in=[row.article_id for row in pages.rows])
    return {"pages": pages, "articles": list(articles.for_cards().newest_first())}
