from django.urls import path, re_path

from shows import views

app_name = "shows"

urlpatterns = [
    path("", views.ShowListView.as_view(), name="list"),
    path("<slug:slug>/", views.ShowDetailView.as_view(), name="detail"),
    re_path(
        r"^(?P<slug>[-a-zA-Z0-9_]+)/season-(?P<number>[1-9][0-9]{0,2})/$",
        views.SeasonDetailView.as_view(),
        name="season",
    ),
]
