"""Pages of lists, each with an address of its own."""

from django.conf import settings


def canonical(path, number=1):
    """The one address of a page, by which search engines know it; whatever else was asked for is no part of it."""
    return f"{settings.SITE_URL}{path}" + (f"?page={number}" if number > 1 else "")


class PagedMixin:
    """A list view whose pages name their addresses, and keep what was asked for from one to the next."""

    kept = {}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        address = canonical(self.request.path, context["page_obj"].number)
        return {"canonical": address, "kept": self.kept} | context
