from django.urls import path

from articles import media, views

app_name = "articles"

urlpatterns = [
    path("articles/by-id/<uuid:uuid>/", views.by_id, name="by_id"),
    path("articles/<slug:slug>/", views.ArticleDetailView.as_view(), name="detail"),
    path("media/pictures/<int:pk>/<int:version>/<str:name>", media.public, name="picture"),
    path(
        "media/pictures/at-the-desk/<int:until>/<str:signature>/<int:pk>/<int:version>/<str:name>",
        media.private,
        name="private_picture",
    ),
    path("media/<path:path>", media.by_file, name="picture_file"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("sections/<slug:slug>/", views.SectionView.as_view(), name="section"),
    path("topics/<slug:slug>/", views.TopicView.as_view(), name="topic"),
]
