"""Shows, seasons and ledger as tables for spreadsheets: what the list of the desk shows, on all of its pages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.views.main import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from newsroom.desk.ledger import DeskView
from newsroom.imports import columns
from newsroom.lib import sheets
from shows.models import Season, Show, StatusEntry

AT_ONCE = 2000
FORMS = ("csv", "xlsx")


@dataclass(frozen=True)
class Export:
    """A table, which of its rows there are and in which order, and the cells of one."""

    table: columns.Table
    rows: Callable[[QuerySet], QuerySet]
    cells: Callable


# The ledger in its own order, as entries of one moment are imported in the order of the file.
EXPORTS = {
    Show: Export(columns.SHOWS, lambda found: found.order_by("sort_title", "year", "pk"), columns.of_show),
    Season: Export(
        columns.SEASONS, lambda found: found.order_by("show__sort_title", "show", "number"), columns.of_season
    ),
    StatusEntry: Export(
        columns.LEDGER,
        lambda found: found.select_related("show", "season", "network", "correction", "recorded_by").order_by(
            "show__sort_title", "show", "placed_at", "place", "pk"
        ),
        columns.of_entry,
    ),
}


class ExportView(DeskView):
    """The whole list of ``model`` as it was searched and filtered, as ``form`` says: CSV, or a workbook."""

    model = None

    def has_permission(self):
        return self.desk.has_view_permission(self.request)

    @property
    def desk(self):
        return admin.site.get_model_admin(self.model)

    def get(self, request, *args, **kwargs):
        if kwargs["form"] not in FORMS:
            raise Http404("There is no such form of it.")
        listed = f"{reverse(f'admin:shows_{self.model._meta.model_name}_changelist')}?{request.GET.urlencode()}"
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            return redirect(listed.partition("?")[0])
        try:
            found = self.desk.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(listed.partition("?")[0])
        export = EXPORTS[self.model]
        rows = export.rows(found)
        if kwargs["form"] == "csv":
            cells = map(export.cells, rows.iterator(chunk_size=AT_ONCE))
            answer = StreamingHttpResponse(sheets.csv_lines(export.table.columns, cells), content_type=sheets.CSV)
        else:
            few = list(rows[: sheets.MOST + 1])
            if len(few) > sheets.MOST:
                messages.error(
                    request,
                    f"A workbook has room for {sheets.MOST:,} rows here, and there are more: narrow the list, or take "
                    "it as CSV.",
                )
                return redirect(listed)
            content = sheets.workbook(export.table.columns, map(export.cells, few), title=export.table.name)
            answer = HttpResponse(content, content_type=sheets.XLSX)
        day = timezone.localdate().isoformat()
        answer["Content-Disposition"] = f'attachment; filename="{export.table.name}-{day}.{kwargs["form"]}"'
        return answer
