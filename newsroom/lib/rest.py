"""Public reading by programs: one view to derive from, and how it is described."""

import hashlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.paging import query_of
from newsroom.lib.parameters import unknown
from newsroom.lib.problems import CONTENT_TYPE, BadParameters


class Renderer(JSONRenderer):
    def get_indent(self, accepted_media_type, renderer_context):
        # What follows from the Accept header would be another document under the same ETag.
        return None


class PublicView(APIView):
    """What anybody may read: no account, no cookie, no parameter that it doesn't know, and an ETag for each answer.

    ``filterset_class`` is a ``Parameters`` where there are any.
    """

    http_method_names = ["get", "head", "options"]
    renderer_classes = [Renderer]
    filterset_class = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.filterset_class is None and (problems := unknown(request.GET, ())):
            raise BadParameters([(name[:80], remedy) for name, remedy in problems.items()])

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204)

    def wanted(self, queryset):
        """What is asked for of ``queryset``, as checked parameters. Raises ``BadParameters``."""
        wanted = self.filterset_class(self.request.GET, queryset)
        if problems := wanted.problems():
            raise BadParameters(problems)
        return wanted

    def next_url(self, cursor):
        """The address of the page at ``cursor``."""
        return cursor and f"{settings.SITE_URL}{self.request.path}?{query_of(self.request, cursor=cursor)}"

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response) and response.status_code == 200 and "ETag" not in response:
            response.add_post_render_callback(self._unless_unchanged)
        return response

    def _unless_unchanged(self, response):
        # By what it says, and so never out of date, whatever moved.
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        return get_conditional_response(self.request._request, etag=etag, response=response)


def address_of(path):
    return settings.SITE_URL + path


def address(name, *arguments):
    """The absolute address of one of the API's views."""
    return address_of(reverse(f"api_{name}", args=arguments))


# -- the description --------------------------------------------------------------------------------


class MomentField(serializers.DateTimeField):
    """A moment in UTC, as feeds write it."""

    def to_representation(self, moment):
        return moment and timestamp(moment)


class PageSerializer(serializers.Serializer):
    next_url = serializers.URLField(
        allow_null=True, help_text="The page after this one; null at the end. It stays right while entries come and go."
    )


class ParameterProblemSerializer(serializers.Serializer):
    parameter = serializers.CharField(help_text="The parameter's name.")
    detail = serializers.CharField(help_text="What is wrong with it, and what to give instead.")


class ProblemSerializer(serializers.Serializer):
    """Problem details of RFC 9457."""

    type = serializers.CharField(help_text="`about:blank`: the status says what kind of problem it is.")
    title = serializers.CharField(help_text="The status in words.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong, in a sentence.")
    errors = ParameterProblemSerializer(many=True, required=False, help_text="Each parameter that is bad.")


def refusal(status, detail, *, serializer=ProblemSerializer, **members):
    """How a refusal is described: by its status and what it may say."""
    title = HTTPStatus(status).phrase
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail} | members
    example = OpenApiExample(title, said, response_only=True, media_type=CONTENT_TYPE)
    return {(status, CONTENT_TYPE): OpenApiResponse(serializer, title, [example])}


_UNKNOWN = "There is no such parameter: there are show, limit, cursor."
REFUSALS = (
    {304: OpenApiResponse(description="Nothing has changed since the answer whose ETag you sent.")}
    | refusal(400, f"color: {_UNKNOWN}", errors=[{"parameter": "color", "detail": _UNKNOWN}])
    | refusal(405, "This can only be read: ask with GET or HEAD.")
    | refusal(406, "The answer is application/json: accept that, or */*.")
)
NOT_FOUND = refusal(404, "There is nothing at this address.")

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of your last answer: while nothing has changed, the answer is a 304 without a body.",
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description="Send it back as `If-None-Match`.",
    response=[200, 304],
    required=True,
)


def slug(description, example):
    """The slug in an address."""
    schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
    examples = [OpenApiExample(example, example)]
    return OpenApiParameter("slug", schema, OpenApiParameter.PATH, description=description, examples=examples)


def described(filterset_class=None, **examples):
    """The parameters of ``filterset_class`` for OpenAPI, with an example for those of ``examples``."""
    filters = filterset_class.base_filters if filterset_class else {}
    asked = [_parameter(name, one.field, examples.get(name)) for name, one in filters.items()]
    return [*asked, IF_NONE_MATCH, ETAG]


def _parameter(name, field, example):
    # In the schema, because pages to try it out would fill in what stands beside it.
    schema = field.schema if example is None else field.schema | {"examples": [example]}
    return OpenApiParameter(name, schema, description=str(field.help_text))
