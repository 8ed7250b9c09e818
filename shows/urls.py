from django.urls import path, re_path

from shows import people, views

app_name = "shows"

urlpatterns = [
    path("people/<slug:slug>/", people.PersonView.as_view(), name="person"),
    path("shows/", views.ShowListView.as_view(), name="list"),
    path("shows/<slug:slug>/", views.ShowDetailView.as_view(), name="detail"),
    re_path(
        r"^shows/(?P<slug>[-a-zA-Z0-9_]+)/season-(?P<number>[1-9][0-9]{0,2})/$",
        views.SeasonDetailView.as_view(),
        name="season",
    ),
]
