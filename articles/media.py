"""The addresses of pictures: what each answers is decided when it is asked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles import cards, notices, renditions
from articles.models import Article, Picture, PictureVersion
from articles.models.article import OUT
from articles.renditions import WIDE, Rendition

KEPT = 60  # seconds: so long may a cache show a picture after its article was withdrawn or sealed
LARGEST = Rendition(WIDE, WIDE.widths[-1], "jpg")


@require_safe
def public(request, pk, version, name):
    """A rendition for readers: only what a published article shows, and only while its rights last."""
    wanted = renditions.named(name)
    if wanted is None:
        # Uploads lie by year and month, where renditions have the number and the version of their picture.
        return by_file(request, request.path_info.removeprefix("/media/"))
    at = timezone.now()
    picture = Picture.objects.public().filter(pk=pk).first()
    if picture is None or version > picture.version:
        raise _no_such()
    if not picture.is_usable(at):
        return _ended()
    if version < picture.version and picture.width:
        return _moved(picture, wanted.nearest(picture))
    response = _sent(request, picture, wanted)
    response["Cache-Control"] = _for_a_while(picture, at)
    return response


@require_safe
def private(request, until, signature, pk, version, name):
    """A rendition for whoever was shown it at the desk or in a preview, for as long as the signature holds.

    Once every article that uses it is sealed, only those get it who may see these.
    """
    wanted = renditions.named(name)
    if wanted is None or not renditions.is_signed(pk, version, until=until, signature=signature, now=timezone.now()):
        raise _no_such()
    picture = Picture.objects.with_sealed().filter(pk=pk, version=version).first()
    if picture is None or (picture.is_sealed and not request.user.has_perm("articles.seal_article")):
        raise _no_such()
    response = _sent(request, picture, wanted)
    response["Cache-Control"] = "private, max-age=600"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def by_file(request, path):
    """The address of an uploaded file, as pages and feeds gave it once."""
    if "\x00" in path:
        raise _no_such()
    public = Picture.objects.public()
    picture = public.filter(file=path).first()
    if picture is None:
        replaced = PictureVersion.objects.filter(file=path).values("picture")
        picture = public.filter(pk__in=replaced).first()
    if picture is None or not picture.width:
        raise _no_such()
    if not picture.is_usable(timezone.now()):
        return _ended()
    return _moved(picture, LARGEST.nearest(picture))


@require_safe
def card(request, uuid, version):
    """What social networks show of a public article; they are led from an old version to the present one."""
    article = Article.objects.filter(stage__in=OUT, uuid=uuid).for_cards().first()
    if article is None:
        raise _no_such()
    if not article.is_public:
        cards.forget(article)
        return _ended()
    at = timezone.now()
    found = cards.of(article, notices.for_article(article), at=at)
    if version != found.version:
        response = redirect(found.path)
        response["Cache-Control"] = "no-cache"
        return response
    etag = f'"{found.version}"'
    response = get_conditional_response(request, etag=etag)
    response = response or HttpResponse(cards.content(found), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = _for_a_while(found.picture, at)
    return response


def _for_a_while(picture, at):
    """How long caches may keep what shows ``picture``: never beyond the rights to it."""
    ends = picture and picture.rights_until
    left = min(KEPT, int((ends - at).total_seconds())) if ends else KEPT
    return f"public, max-age={left}, must-revalidate"


def _no_such():
    return Http404("There is no such picture.")


def _ended():
    response = HttpResponse(
        "This picture is not shown any more.\n", content_type="text/plain; charset=utf-8", status=410
    )
    response["Cache-Control"] = "no-store"
    return response


def _moved(picture, rendition):
    response = redirect(renditions.folder_of(picture) + rendition.name)
    response["Cache-Control"] = "no-cache"
    return response


def _sent(request, picture, rendition):
    if not rendition.is_of(picture):
        raise _no_such()
    etag = f'"{picture.pk}-{picture.version}-{rendition.name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = renditions.content(picture, rendition)
        except renditions.Lost as error:
            raise _no_such() from error
        response = HttpResponse(content, content_type=rendition.type)
    response["ETag"] = etag
    return response
