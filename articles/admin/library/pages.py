"""Uploading, replacing, and what the picker asks."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from articles import pictures
from articles.admin.library import files, lists
from articles.admin.library.forms import ReplaceForm, UploadForm
from articles.models import Article, PictureAct, PictureEntry, PictureUse
from newsroom.lib.text import one_line

TEMPLATES = "admin/articles/picture"
CHOICES = 24
GONE = 20  # deleted pictures on a page
TOLD = 20  # articles that a replacement names
REFUSALS = (pictures.NoPicture, pictures.NotKept)


def urls(desk):
    view = desk.admin_site.admin_view
    routes = [
        ("choose/", choose, "choose"),
        ("deleted/", deleted, "deleted"),
        ("<int:pk>/file/", files.file, "file"),
        ("<int:pk>/file/<int:version>/", files.old_file, "old_file"),
        ("<int:pk>/replace/", replace, "replace"),
    ]
    return [path(route, view(partial(do, desk=desk)), name=f"articles_picture_{name}") for route, do, name in routes]


def page_of(picture):
    return reverse("admin:articles_picture_change", args=[picture.pk])


# -- choosing --------------------------------------------------------------------------------------


@require_safe
def choose(request, *, desk):
    """A page of the library for the picker, the newest first."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    words = one_line(request.GET.get("q", ""))[:200]
    found = lists.search(desk.get_queryset(request), words).order_by("-uploaded_at", "-pk")
    number = request.GET.get("page", "")
    number = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    start, at = (max(number, 1) - 1) * CHOICES, timezone.now()
    # One more than are shown tells whether there are more, which a count would take long to find out.
    shown = list(found[start : start + CHOICES + 1])
    return JsonResponse(
        {
            "pictures": [files.choice(picture, at) for picture in shown[:CHOICES]],
            "next": number + 1 if len(shown) > CHOICES else None,
        }
    )


# -- what is gone ----------------------------------------------------------------------------------


@require_safe
def deleted(request, *, desk):
    """The pictures that were deleted, the last first, each with what was done to it."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    gone = PictureEntry.objects.filter(act=PictureAct.DELETED)
    page = Paginator(gone, GONE).get_page(request.GET.get("page"))
    logs = {entry.picture_id: [] for entry in page}
    for entry in PictureEntry.objects.filter(picture__in=list(logs)).select_related("by"):
        logs[entry.picture_id].append(entry)
    pictures_gone = [(entry.title, logs[entry.picture_id]) for entry in page]
    return _answer(request, desk, "deleted", "Deleted pictures", page=page, gone=pictures_gone)


# -- uploading -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def upload(request, *, desk):
    """Many at once: what is none is named, and the others are kept."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None)
    form.is_bound = request.method == "POST"
    kept, refused = _kept(request, desk, form.cleaned_data["files"]) if form.is_bound and form.is_valid() else ([], [])
    at = timezone.now()
    if request.headers.get("Accept") == "application/json":
        errors = [] if form.is_valid() else [{"name": "", "why": error} for error in form.errors.get("files", [])]
        told = {
            "kept": [files.choice(one, at) | {"page": page_of(one), "known": one.is_known} for one in kept],
            "refused": [{"name": name, "why": why} for name, why in refused] + errors,
        }
        return JsonResponse(told)
    if len(kept) == 1 and not refused:
        messages.success(request, f"“{kept[0]}” is in the library: say what it shows, and whose it is.")
        return redirect(page_of(kept[0]))
    return _answer(request, desk, "upload", "Upload pictures", form=form, kept=kept, refused=refused)


def _kept(request, desk, sent):
    kept, refused, at = [], [], timezone.now()
    for file in sent:
        try:
            picture = pictures.upload(file, by=request.user, at=at)
        except REFUSALS as refusal:
            refused.append((file.name, str(refusal)))
        except ValidationError as refusal:
            refused.append((file.name, " ".join(refusal.messages)))
        else:
            picture.is_known = picture.uploaded_at != at or picture in kept
            kept.append(picture)
            if not picture.is_known:
                desk.log_addition(request, picture, "Uploaded.")
    return kept, refused


# -- replacing -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def replace(request, pk, *, desk):
    """Asks for another file, and names the articles that show it from then on."""
    if not desk.has_replace_permission(request):
        raise PermissionDenied
    picture = desk.get_object(request, str(pk))
    if picture is None:
        raise Http404("There is no such picture.")
    form = ReplaceForm(request.POST or None, request.FILES or None)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid() and _replaced(request, desk, picture, form):
        return redirect(page_of(picture))
    shown = PictureUse.objects.present().filter(picture=picture).values("revision__article")
    articles = Article.objects.visible_to(request.user).filter(pk__in=shown)
    changed = articles.select_related("live_revision", "latest_revision").newest_first()
    changed = Paginator(changed, TOLD).page(1)
    context = {"form": form, "picture": picture, "src": picture.desk_url(width=960), "changed": changed}
    return _answer(request, desk, "replace", "Replace the file", **context)


def _replaced(request, desk, picture, form):
    file = form.cleaned_data["file"]
    try:
        replaced = pictures.replace(picture, file, by=request.user, at=timezone.now())
    except pictures.HaveIt as refusal:
        form.add_error("file", f"{refusal} Choose another file, or use that picture in the articles instead.")
    except REFUSALS as refusal:
        form.add_error("file", f"“{file.name}” {refusal}")
    else:
        desk.log_change(request, picture, f"Replaced the file by version {replaced.version}.")
        messages.success(request, f"“{replaced}” has its new file. The old one is kept below, for the desk alone.")
        return True
    return False


def _answer(request, desk, template, title, **context):
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": title,
        "library": reverse("admin:articles_picture_changelist"),
        **context,
    }
    return TemplateResponse(request, f"{TEMPLATES}/{template}.html", context)
