from django.urls import path, re_path

from articles import feeds, lists, media, views

app_name = "articles"

urlpatterns = [
    path("archive/", lists.ArchiveIndexView.as_view(), name="archive_index"),
    re_path(r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", lists.ArchiveView.as_view(), name="archive"),
    path("articles/by-id/<uuid:uuid>/", views.by_id, name="by_id"),
    path("articles/<slug:slug>/", views.ArticleDetailView.as_view(), name="detail"),
    path("authors/<slug:slug>/", lists.AuthorView.as_view(), name="author"),
    path("corrections/", lists.CorrectionsView.as_view(), name="corrections"),
    path("media/pictures/<int:pk>/<int:version>/<str:name>", media.public, name="picture"),
    path(
        "media/pictures/at-the-desk/<int:until>/<str:signature>/<int:pk>/<int:version>/<str:name>",
        media.private,
        name="private_picture",
    ),
    path("media/cards/<uuid:uuid>/<str:version>.jpg", media.card, name="card"),
    path("media/<path:path>", media.by_file, name="picture_file"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("sections/<slug:slug>/", lists.SectionView.as_view(), name="section"),
    path("sections/<slug:slug>/feed.json", feeds.section_feed, name="section_feed"),
    path("sections/<slug:slug>/feed.xml", feeds.section_atom, name="section_atom"),
    path("authors/<slug:slug>/feed.json", feeds.author_feed, name="author_feed"),
    path("authors/<slug:slug>/feed.xml", feeds.author_atom, name="author_atom"),
    # Of shows, and about articles: shows know of none.
    path("shows/<slug:slug>/feed.json", feeds.show_feed, name="show_feed"),
    path("shows/<slug:slug>/feed.xml", feeds.show_atom, name="show_atom"),
    path("topics/<slug:slug>/", lists.TopicView.as_view(), name="topic"),
]
