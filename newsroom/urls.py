"""Every public path, on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from articles import feeds
from newsroom import views

urlpatterns = [
    path("", views.FrontPageView.as_view(), name="front"),
    path("articles/", include("articles.urls")),
    path("shows/", include("shows.urls")),
    path("feed.json", feeds.json_feed, name="feed"),
    path("partners/docs/extension/", TemplateView.as_view(template_name="partners/extension.html"), name="extension"),
    path("partners/docs/extension/schema.json", views.ExtensionSchemaView.as_view(), name="extension_schema"),
    path("admin/", admin.site.urls),
    # /healthz and /readyz are answered before all of this, by newsroom.middleware.
]
