from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.views.generic import DetailView, ListView

from shows.models import Show, Standing

CARDS = 20


class ShowListView(ListView):
    """All shows from A to Z, with today's status."""

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
    paginate_by = 100


class ShowDetailView(DetailView):
    queryset = Show.objects.for_page()

    def get_context_data(self, **kwargs):
        show = self.object
        timeline = list(show.ledger.for_timeline().in_ledger_order())
        current = current_entries(timeline)
        credits = list(show.credits.all())
        return super().get_context_data(
            canonical=settings.SITE_URL + show.get_absolute_url(),
            current=current.get(None),
            timeline=timeline[::-1],
            seasons=[(season, current.get(season.pk)) for season in show.seasons.all()],
            creators=[credit for credit in credits if credit.role == credit.Role.CREATOR],
            cast=[credit for credit in credits if credit.role == credit.Role.CAST],
            **coverage_page(show, self.request.GET.get("page", 1)),
            **kwargs,
        )


def current_entries(timeline):
    """The last standing entry of each subject, by the season's pk (``None`` for the show)."""
    return {entry.season_id: entry for entry in timeline if entry.status and not hasattr(entry, "correction")}


def coverage_page(show, number):
    """One page of the published articles that cover ``show``, newest first."""
    # By the show's own index; an article about two seasons is one article.
    covering = show.coverage.filter(published_at__isnull=False).order_by("-published_at", "-article").distinct()
    paginator = Paginator(covering.values_list("article", "published_at"), CARDS)
    try:
        page = paginator.page(number)
    except InvalidPage as error:
        raise Http404("There is no such page.") from error
    articles = show.articles.model.objects.filter(pk__in=[pk for pk, _ in page])
    return {"page_obj": page, "articles": articles.for_cards().newest_first()}
