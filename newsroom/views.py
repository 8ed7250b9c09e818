"""Pages that belong to no single app."""

from django.conf import settings
from django.views.generic import ListView, TemplateView

from articles.models import Article


class FrontPageView(ListView):
    """The newest articles, each with its notice."""

    queryset = Article.objects.published().for_cards().newest_first()
    template_name = "front.html"
    paginate_by = 30


class ExtensionSchemaView(TemplateView):
    """The JSON Schema of a feed's item, at an address that partners may keep."""

    template_name = "partners/extension.schema.json"
    content_type = "application/schema+json"
    extra_context = {"site": settings.SITE_URL}
