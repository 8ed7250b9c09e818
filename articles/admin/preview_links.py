"""Links by which outsiders read a draft: a page on which they are made, listed and revoked."""

from __future__ import annotations

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from unfold import widgets

from articles import preview_links
from articles.admin.previews import address
from articles.models import PreviewLink


class LinkForm(forms.Form):
    LATEST, THIS = "latest", "this"

    days = forms.IntegerField(
        label="Works for how many days?",
        initial=preview_links.DAYS,
        min_value=1,
        max_value=preview_links.MOST_DAYS,
        widget=widgets.UnfoldAdminIntegerFieldWidget({"min": 1, "max": preview_links.MOST_DAYS}),
        help_text=f"{preview_links.MOST_DAYS} at most. It can be revoked at any time.",
    )
    shows = forms.ChoiceField(
        label="What does it show?",
        choices=[
            (LATEST, "The latest revision, also those saved later"),
            (THIS, "The revision of now, whatever is saved later"),
        ],
        widget=widgets.UnfoldAdminSelectWidget(),
    )


def urls(desk):
    view = desk.admin_site.admin_view
    routes = [
        ("<int:pk>/preview/links/", links, "preview_links"),
        ("<int:pk>/preview/links/<int:link>/revoke/", revoke, "preview_revoke"),
    ]
    return [path(route, view(partial(do, desk=desk)), name=f"articles_article_{name}") for route, do, name in routes]


def may_make(desk, request, article):
    return desk.has_change_permission(request, article)


def may_revoke(desk, request, link):
    """Editors revoke any link, a writer his or her own."""
    if request.user.has_perm("articles.edit_any_article"):
        return True
    return link.made_by_id == request.user.pk and desk.has_view_permission(request, link.article)


@require_http_methods(["GET", "POST"])
def links(request, pk, *, desk):
    article = _article(request, desk, pk)
    makes = may_make(desk, request, article)
    # Who made a link may revoke it also once the article has left his or her hands.
    if not makes and (request.method == "POST" or not links_for(desk, request, article)):
        raise PermissionDenied
    form, made = LinkForm(request.POST or None, label_suffix=""), None
    if request.method == "POST" and form.is_valid():
        made = _made(request, article, form)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "title": "Preview links",
        "article": article,
        "back": address("change", article),
        "form": LinkForm(label_suffix="") if made else form,
        "makes": makes,
        "made": made,
        "links": [(one, may_revoke(desk, request, one)) for one in links_for(desk, request, article)],
    }
    return TemplateResponse(request, "admin/articles/article/preview_links.html", context)


def links_for(desk, request, article):
    """The links to ``article`` that work; who can't change it sees his or her own."""
    links = PreviewLink.objects.working(timezone.now()).filter(article=article)
    if not may_make(desk, request, article):
        links = links.filter(made_by=request.user)
    return list(links.select_related("article", "made_by", "revision").defer("revision__body"))


def _made(request, article, form):
    """The address of a new link, told this once; ``None`` where it is refused."""
    said = form.cleaned_data
    revision = article.latest_revision if said["shows"] == LinkForm.THIS else None
    try:
        _, token = preview_links.make(article, by=request.user, at=timezone.now(), days=said["days"], revision=revision)
    except preview_links.NotPossible as refusal:
        form.add_error(None, str(refusal))
        return None
    return settings.SITE_URL + reverse("articles:preview", args=[token])


@require_POST
def revoke(request, pk, link, *, desk):
    article = _article(request, desk, pk)
    found = article.preview_links.select_related("article").filter(pk=link).first()
    # The same for a link that isn't there: who may not, learns nothing.
    if not request.user.has_perm("articles.edit_any_article") and not (found and may_revoke(desk, request, found)):
        raise PermissionDenied
    if found is None:
        raise Http404("There is no such link.")
    preview_links.revoke(found, by=request.user, at=timezone.now())
    messages.success(request, "The link is revoked: it leads nowhere from now on.")
    goes_on = may_make(desk, request, article) or links_for(desk, request, article)
    return redirect(address("preview_links" if goes_on else "change", article))


def _article(request, desk, pk):
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = desk.get_object(request, pk)
    if article is None:
        raise Http404("There is no such article.")
    return article
