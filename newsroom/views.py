"""Pages that belong to no single app."""

from django.conf import settings
from django.views.generic import ListView, TemplateView

from articles.models import LATEST_FIRST, Article
from newsroom.lib.pages import KeysetMixin, canonical
from shows.models import StatusEntry

NEWS = 60  # entries of all ledgers that are looked at for what changed lately
RAIL = 12
TOP = 3
STRIP = 6


class FrontPageView(KeysetMixin, ListView):
    """The newest articles, each with its notice; on the first page, what has changed lately."""

    queryset = Article.objects.published().for_cards()
    order = LATEST_FIRST
    size = 30  # the lead story, two below it, and rows of three
    template_name = "front.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        articles = self.pages.rows
        if not self.pages.is_first:
            return context | {"articles": articles}
        news = list(StatusEntry.objects.latest_first().select_related("show", "season", "network")[:NEWS])
        corrections = StatusEntry.objects.latest_corrections().values_list("pk", flat=True)[:NEWS]
        entries = [*(entry.pk for entry in news), *corrections]
        changed = Article.objects.published().for_cards().changed_by(entries, each=STRIP)
        return context | {
            "top": articles[:TOP],
            "articles": articles[TOP:],
            "changed": list(changed[:STRIP]),
            "news": one_a_day(news)[:RAIL],
        }


def one_a_day(news):
    """Of what changed about a show on one day, the show's own entry, or else the last of its seasons."""
    told = {}
    for entry in news:
        subject = (entry.show_id, entry.effective_on)
        if subject not in told or (told[subject].season_id and not entry.season_id):
            told[subject] = entry
    return list(told.values())


class ExtensionView(TemplateView):
    """What our feed's extension tells, for partners."""

    template_name = "partners/extension.html"
    extra_context = {"canonical": canonical("/partners/docs/extension/")}


class ExtensionSchemaView(TemplateView):
    """The JSON Schema of a feed's item, at an address that partners may keep."""

    template_name = "partners/extension.schema.json"
    content_type = "application/schema+json"
    extra_context = {"site": settings.SITE_URL}
