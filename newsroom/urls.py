"""Every public path, on one screen."""

from django.contrib import admin
from django.urls import include, path

from articles import feeds
from newsroom import machines, nowhere, search, sitemaps, views
from newsroom.status import StatusView

handler404 = nowhere.answer

urlpatterns = [
    path("", views.FrontPageView.as_view(), name="front"),
    path("", include("articles.urls")),  # articles/, media/, preview/, sections/, topics/
    path("", include("shows.urls")),  # people/, shows/
    path("status/", StatusView.as_view(), name="status"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("search/suggest", search.suggest, name="suggest"),
    path("favicon.ico", machines.favicon),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("robots.txt", machines.robots),
    path(".well-known/security.txt", machines.security),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemaps/<slug:name>/<int:number>.xml", sitemaps.file, name="sitemap_file"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("feed.json", feeds.json_feed, name="feed"),
    path("feed.xml", feeds.atom_feed, name="atom"),
    path("partners/docs/extension/", views.ExtensionView.as_view(), name="extension"),
    path("partners/docs/extension/schema.json", views.ExtensionSchemaView.as_view(), name="extension_schema"),
    path("api/", include("newsroom.api")),
    path("admin/", include("newsroom.desk.sign_in")),
    path("admin/", include("newsroom.desk.urls")),
    path("admin/", admin.site.urls),
    # /healthz and /readyz are answered before all of this, by newsroom.middleware.
]
