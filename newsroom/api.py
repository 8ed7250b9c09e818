"""The API: its addresses, its description, and what is answered where there is nothing."""

from functools import cache

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, path, re_path, resolve, reverse
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from articles import api as articles
from newsroom.lib import rest
from newsroom.lib.problems import ProblemResponse
from shows import api as shows


class IndexSerializer(serializers.Serializer):
    """Where everything is."""

    articles = serializers.URLField()
    shows = serializers.URLField()
    statuses = serializers.URLField(help_text="The vocabulary.")
    feed = serializers.URLField(help_text="The same articles as a JSON Feed.")
    schema = serializers.URLField(help_text="This API as an OpenAPI document.")
    docs = serializers.URLField(help_text="The same for people.")


class IndexView(rest.PublicView):
    @extend_schema(
        operation_id="index",
        summary="What there is",
        parameters=rest.described(),
        responses={200: OpenApiResponse(IndexSerializer, "The addresses."), **rest.REFUSALS},
        tags=["index"],
    )
    def get(self, request):
        return Response(
            {name: rest.address(name) for name in ("articles", "shows", "statuses")}
            | {"feed": rest.address_of(reverse("feed"))}
            | {name: rest.address(name) for name in ("schema", "docs")}
        )


@cache
def described():
    return SchemaGenerator().get_schema(public=True)


class SchemaView(rest.PublicView):
    """The API as an OpenAPI document, made once by each process."""

    @extend_schema(
        operation_id="schema",
        summary="This description",
        parameters=rest.described(),
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT, "An OpenAPI document."), **rest.REFUSALS},
        tags=["index"],
    )
    def get(self, request):
        return Response(described())


class DocsView(TemplateView):
    template_name = "api/docs.html"
    extra_context = {"canonical": settings.SITE_URL + "/api/docs/"}


@csrf_exempt  # whoever posts is told that there is nothing, rather than that a token is missing
def elsewhere(request):
    """Where there is nothing: a problem, or the way to the same address with its slash."""
    if request.method in ("GET", "HEAD") and not request.path.endswith("/") and is_somewhere(f"{request.path_info}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return ProblemResponse(
        404, "There is nothing at this address: /api/v1/ says what there is, /api/docs/ explains it."
    )


def is_somewhere(path_info):
    try:
        return resolve(path_info).func is not elsewhere
    except Resolver404:
        return False


urlpatterns = [
    path("v1/", IndexView.as_view(), name="api_index"),
    path("v1/articles/", articles.ArticleListView.as_view(), name="api_articles"),
    path("v1/articles/<slug:slug>/", articles.ArticleDetailView.as_view(), name="api_article"),
    path("v1/shows/", shows.ShowListView.as_view(), name="api_shows"),
    path("v1/shows/<slug:slug>/", shows.ShowDetailView.as_view(), name="api_show"),
    path("v1/shows/<slug:slug>/ledger/", shows.LedgerView.as_view(), name="api_ledger"),
    path("v1/statuses/", shows.StatusesView.as_view(), name="api_statuses"),
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("docs/", csp_override(settings.SECURE_CSP_API_DOCS)(DocsView.as_view()), name="api_docs"),
    re_path(r"^[\s\S]*$", elsewhere),
]
