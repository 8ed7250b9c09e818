"""Articles as programs read them: the text, and what has become of it."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from articles import body, extension, filters, notices
from articles.models import Article, Publication, Stage
from articles.showing import Showing
from newsroom.lib import rest
from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.problems import Gone
from shows.statuses import Kind, Status

# -- what is told -----------------------------------------------------------------------------------


class NamedSerializer(serializers.Serializer):
    name = serializers.CharField()
    slug = serializers.CharField()


class ImageSerializer(serializers.Serializer):
    """The lead picture as long as its rights last; after that, artwork of ours with no words."""

    url = serializers.URLField(source="raster.address", help_text="The picture, as a JPEG or PNG.")
    width = serializers.IntegerField(source="raster.width", help_text="In pixels.")
    height = serializers.IntegerField(source="raster.height")
    alt = serializers.CharField(help_text="What it shows, for those who don't see it.")
    caption = serializers.CharField()
    credit = serializers.CharField()


class AsItIs(serializers.Serializer):
    """What ``extension`` has put in its form already: described by its fields, and passed on."""

    def to_representation(self, told):
        return told


class NoticeSerializer(AsItIs):
    """What readers of the article are told, as on its page."""

    kind = serializers.ChoiceField([choice for choice in Kind.choices if choice[0] != Kind.SAME])
    headline = serializers.CharField(help_text="“This has since changed.”")
    text = serializers.CharField(help_text="All of it, as plain text.")
    html = serializers.CharField(help_text="The same as one HTML element, with its links.")
    changed_on = serializers.DateField(help_text="The day of the change.")
    recorded_at = serializers.DateTimeField(help_text="When we learned it.")
    latest_url = serializers.URLField(allow_null=True, help_text="The newer article that reports the change.")


class CoveredShowSerializer(AsItIs):
    title = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.URLField(help_text="The show's page.")


class StateSerializer(AsItIs):
    status = serializers.ChoiceField(Status.choices)
    label = serializers.CharField(help_text="The status in words.")
    network = serializers.CharField(allow_null=True, help_text="Whose word it was, by the name of today.")
    effective = serializers.CharField(
        help_text="When it took effect, as precise as it is known: `2025`, `2025-Q2`, `2025-06`, `2025-06-06`, "
        "or a minute with its offset."
    )
    source_url = serializers.URLField(allow_null=True)


class SubjectSerializer(AsItIs):
    """A show, or a season of one, that the article is about, and what has become of its status."""

    show = CoveredShowSerializer()
    season = serializers.IntegerField(allow_null=True, help_text="Its number, or null for the show as a whole.")
    at_publication = StateSerializer(
        allow_null=True, help_text="The status on which the article relied; null where none was recorded."
    )
    now = StateSerializer(allow_null=True, help_text="The status today.")
    kind = serializers.ChoiceField(Kind.choices)
    since_changed = serializers.BooleanField(
        help_text="Whether readers are told of it as a change. Mentions and exempted subjects tell their kind alone."
    )


class CorrectionSerializer(AsItIs):
    """That we were wrong. A later change of a show's status is never one."""

    text = serializers.CharField()
    corrected_at = serializers.DateTimeField()


class ArticleSerializer(serializers.Serializer):
    """An article, and what has become of what it relied on."""

    id = serializers.CharField(source="urn", help_text="`urn:uuid:…`: never changed, never given to another article.")
    slug = serializers.SlugField()
    url = serializers.SerializerMethodField(help_text="Its page for readers.")
    api_url = serializers.SerializerMethodField(help_text="Its whole text, here.")
    headline = serializers.CharField(source="live_revision.headline")
    dek = serializers.CharField(source="live_revision.dek", help_text="The sentence under the headline; may be empty.")
    image = ImageSerializer(source="picture", allow_null=True)
    section = NamedSerializer()
    topics = NamedSerializer(many=True, source="tags")
    authors = NamedSerializer(many=True, source="signed", help_text="The bylines, in their order.")
    first_published_at = rest.MomentField(help_text="Frozen; lists and cursors follow it.")
    published_at = rest.MomentField(help_text="The date that readers see.")
    modified_at = rest.MomentField(
        source="told.modified_at",
        help_text="The last publication, update, correction or change of the notice, its going included.",
    )
    revision = serializers.IntegerField(source="told.revision", help_text="The number of the text that is public.")
    since_changed = serializers.BooleanField(
        source="told.since_changed",
        help_text="Whether something that it relied on was contradicted, decided, or corrected in our record.",
    )
    notice = NoticeSerializer(source="told.notice", allow_null=True, help_text="What readers are told, or null.")
    subjects = SubjectSerializer(source="told.subjects", many=True)
    corrections = CorrectionSerializer(source="told.corrections", many=True, help_text="Newest first.")

    def get_url(self, article) -> str:
        return extension.address(article.get_absolute_url())

    def get_api_url(self, article) -> str:
        return rest.address("article", article.slug)


class FullArticleSerializer(ArticleSerializer):
    """An article with its whole text."""

    body_html = serializers.SerializerMethodField(
        help_text="The text as sanitized HTML, without the notice: show `notice.html` above it.",
    )

    def get_body_html(self, article) -> str:
        return body.with_pictures(article.live_revision.body, showing=article.showing)


class ArticlePageSerializer(rest.PageSerializer):
    results = ArticleSerializer(many=True)


class WithdrawnSerializer(rest.ProblemSerializer):
    """A problem whose `detail` is the public note of the withdrawal."""

    withdrawn_at = serializers.DateTimeField()
    id = serializers.CharField(help_text="The article's.")


# -- where ------------------------------------------------------------------------------------------


def tell(found, *, at):
    """Each of the articles ``found`` as the serializers take it: with what became of it, and its picture."""
    reporters, showing = notices.reporters_of(found), Showing(at, site=settings.SITE_URL)
    for article in found:
        subjects = notices.subjects(article)
        notice = notices.for_article(article, reporters=reporters, everything=subjects)
        article.told = extension.of(article, subjects, notice)
        article.told["modified_at"] = extension.modified_at(article, at=at)
        article.showing = showing
        article.picture = showing.lead(article.live_revision, "wide")
    return found


class ArticleListView(rest.PublicView):
    filterset_class = filters.ArticleListFilter

    @extend_schema(
        operation_id="articles",
        summary="Published articles",
        description="Newest first publication first, a page at a time.",
        parameters=rest.described(
            filters.ArticleListFilter, show="etoile", since_changed=True, published_after="2025-06-06"
        ),
        responses={200: OpenApiResponse(ArticlePageSerializer, "A page of them."), **rest.REFUSALS},
        tags=["articles"],
    )
    def get(self, request):
        wanted = self.wanted(Article.objects.published().for_items().defer("live_revision__body"))
        # Before the rows: what is published meanwhile is at worst told again.
        at = timezone.now()
        etag = extension.etag(request, at=at)
        if unchanged := get_conditional_response(request, etag=etag):
            unchanged["ETag"] = etag
            return unchanged
        page, cursor = filters.NEWEST_FIRST.page(wanted.qs, wanted.limit)
        found = ArticleSerializer(tell(page, at=at), many=True).data
        return Response({"next_url": self.next_url(cursor), "results": found}, headers={"ETag": etag})


class ArticleDetailView(rest.PublicView):
    @extend_schema(
        operation_id="article",
        summary="One article",
        description="With its whole text. One that was withdrawn answers 410, with our public note.",
        parameters=[rest.slug("The article's slug, as in its address.", "etoile-season-2"), *rest.described()],
        responses={
            200: OpenApiResponse(FullArticleSerializer, "The article."),
            **rest.REFUSALS,
            **rest.NOT_FOUND,
            **rest.refusal(
                410,
                "We withdrew this article: it was published too early.",
                serializer=WithdrawnSerializer,
                withdrawn_at="2025-06-06T18:20:11Z",
                id="urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
            ),
        },
        tags=["articles"],
    )
    def get(self, request, slug):
        article = Article.objects.for_items().filter(stage__in=[Stage.PUBLISHED, Stage.WITHDRAWN], slug=slug).first()
        if article is None:
            raise Http404(f"There is no published article “{slug[:80]}”: the list at articles/ has their slugs.")
        if article.stage == Stage.WITHDRAWN:
            raise _gone(article)
        return Response(FullArticleSerializer(tell([article], at=timezone.now())[0]).data)


def _gone(article):
    withdrawal = article.publications.filter(act=Publication.Act.WITHDRAWN).last()
    note = "" if article.sealed_at else withdrawal.note
    note = note or "This article has been withdrawn."
    return Gone(note, id=article.urn, withdrawn_at=timestamp(withdrawal.at))
