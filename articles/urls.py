from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("by-id/<uuid:uuid>/", views.by_id, name="by_id"),
    path("<slug:slug>/", views.ArticleDetailView.as_view(), name="detail"),
]
