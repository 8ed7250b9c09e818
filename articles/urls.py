from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("articles/by-id/<uuid:uuid>/", views.by_id, name="by_id"),
    path("articles/<slug:slug>/", views.ArticleDetailView.as_view(), name="detail"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("sections/<slug:slug>/", views.SectionView.as_view(), name="section"),
    path("topics/<slug:slug>/", views.TopicView.as_view(), name="topic"),
]
