"""The desk's own pages, beside those of the admin."""

from django.contrib import admin
from django.urls import path

from newsroom.desk import (
    as_of,
    bylines,
    deciding,
    finding,
    importing,
    ledger,
    merging,
    named,
    people,
    proposed,
    reports,
    saved_views,
    security,
    settled,
    sources,
    stale,
    stale_export,
    tables,
    taken,
    telling,
    unsent,
)
from shows.models import Network, Person, Season, Show, StatusEntry

app_name = "desk"
_pages = [
    ("record/", ledger.FindShowView.as_view(), "find_show"),
    ("shows/show/<int:pk>/record/", ledger.RecordOfShowView.as_view(), "record"),
    ("shows/show/<int:pk>/ledger/", ledger.LedgerView.as_view(), "ledger"),
    ("shows/statusentry/to-source/", sources.SourcesView.as_view(), "sources"),
    ("shows/show/<int:pk>/as-of/", as_of.ShowAsOfView.as_view(), "as_of"),
    ("shows/statusentry/<int:pk>/correct/", ledger.CorrectView.as_view(), "correct"),
    ("shows/statusentry/<int:pk>/deny/", proposed.DenyView.as_view(), "deny"),
    ("shows/statusentry/<int:pk>/airing/", proposed.PremiereView.as_view(status="airing"), "premiered"),
    ("shows/statusentry/<int:pk>/aired/", proposed.PremiereView.as_view(status="aired"), "premiered_at_once"),
    ("stale/", stale.StaleView.as_view(), "stale"),
    ("stale/export/", stale_export.StaleExportView.as_view(), "stale_export"),
    ("stale/views/", saved_views.SavedViewsView.as_view(), "stale_views"),
    ("stale/settled/", settled.SettledView.as_view(), "settled"),
    ("stale/how-long/", taken.TakenView.as_view(), "taken"),
    ("stale/decide/", deciding.DecideView.as_view(), "stale_decide"),
    ("named/", named.NamedView.as_view(), "named"),
    ("articles/article/<int:pk>/reports/<int:show>/", reports.ReportView.as_view(), "reports"),
    ("byline/", bylines.own, "byline"),
    ("told/", telling.ToldView.as_view(), "told"),
    ("unsent/", unsent.UnsentView.as_view(), "unsent"),
    ("newsroom/user/<int:pk>/sign-in/", security.AccountView.as_view(), "account"),
    ("newsroom/user/<int:pk>/hand-over/", people.HandOverView.as_view(), "hand_over"),
    ("newsroom/user/<int:pk>/deactivate/", people.DeactivateView.as_view(), "deactivate"),
    ("newsroom/user/<int:pk>/reactivate/", people.ReactivateView.as_view(), "reactivate"),
    ("shows/show/<int:pk>/merge-into/", merging.MergeView.as_view(model=Show), "merge_show"),
    ("shows/season/<int:pk>/merge-into/", merging.MergeView.as_view(model=Season), "merge_season"),
    ("shows/network/<int:pk>/merge-into/", merging.MergeView.as_view(model=Network), "merge_network"),
    ("shows/person/<int:pk>/merge-into/", merging.MergeView.as_view(model=Person), "merge_person"),
    ("shows/show/as-a-table/<str:form>/", tables.ExportView.as_view(model=Show), "export_shows"),
    ("shows/season/as-a-table/<str:form>/", tables.ExportView.as_view(model=Season), "export_seasons"),
    ("shows/statusentry/as-a-table/<str:form>/", tables.ExportView.as_view(model=StatusEntry), "export_ledger"),
    ("shows/show/import/", importing.UploadView.as_view(), "import"),
    ("shows/show/import/<int:pk>/", importing.PreviewView.as_view(), "import_preview"),
    ("shows/show/twins/", finding.TwinsView.as_view(model=Show), "twins_of_show"),
    ("shows/network/twins/", finding.TwinsView.as_view(model=Network), "twins_of_network"),
    ("shows/person/twins/", finding.TwinsView.as_view(model=Person), "twins_of_person"),
    # In place of the admin's own, whose names they answer to.
    ("search/", finding.palette, "palette"),
    ("r/<path:content_type_id>/<path:object_id>/", finding.on_site, "on_site"),
    ("autocomplete/", finding.AutocompleteView.as_view(), "autocomplete"),
]
urlpatterns = [path(route, admin.site.admin_view(view), name=name) for route, view, name in _pages]
