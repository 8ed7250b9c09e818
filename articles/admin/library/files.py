"""The files of the library, for the desk alone, and what the picker is told of each."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateformat import format as dated

from articles.models import Picture, PictureVersion
from articles.models.pictures import SOON
from newsroom.lib.pictures import KINDS


def rights_of(picture, at):
    """What is to be said of its rights, with how grave it is; nothing where all is well."""
    if not picture.is_usable(at):
        return "ended", f"Rights ended on {_day(picture.rights_until)}"
    if until := picture.rights_until:
        return "ending" if until <= at + SOON else "lasting", f"Rights until {_day(until)}"
    return ("lasting", "") if picture.rights else ("unnamed", "No rights named")


def _day(moment):
    return dated(timezone.localtime(moment), "F j, Y")


def choice(picture, at):
    """What the picker shows of a picture, and fills in when it is chosen."""
    kind, said = rights_of(picture, at)
    return {
        "id": picture.pk,
        "title": picture.title,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "size": f"{picture.width} × {picture.height}",
        "rights": said if kind in ("ended", "ending") else "",
        "usable": kind != "ended",
        "src": picture.desk_url(),
    }


def file(request, pk, *, desk):
    """For the editor of texts, which knows a picture by its number alone."""
    picture = _found(request, desk, Picture, pk=pk)
    response = redirect(picture.desk_url(width=960))
    response["Cache-Control"] = "private, max-age=600"
    return response


def old_file(request, pk, version, *, desk):
    old = _found(request, desk, PictureVersion, picture=pk, version=version)
    try:
        content = old.file.open()
    except OSError as error:
        raise Http404("Its file was lost.") from error
    response = FileResponse(content, content_type=KINDS[old.kind].type)
    response["Cache-Control"] = "private, max-age=600"
    return response


def _found(request, desk, model, **which):
    # Before anything is looked up: who may not, learns nothing.
    if not desk.has_view_permission(request):
        raise PermissionDenied
    found = model.objects.filter(**which).first()
    if found is None:
        raise Http404("There is no such picture.")
    return found
