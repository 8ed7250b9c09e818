"""The library: a grid of its pictures, and the page of each."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from unfold.views import ChangeList

from articles import pictures
from articles.admin.library import files, lists, pages
from articles.admin.library.crops import crops_of
from articles.admin.library.forms import PictureForm
from articles.models import Article, Picture, PictureUse
from newsroom.lib.desk import ModelAdmin
from newsroom.lib.text import one_line

USES = ACTS = 20
RIGHTS = ["rights", "rights_until"]


class Grid(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        return lists.with_use(super().get_queryset(request, exclude_parameters))

    def get_results(self, request):
        super().get_results(request)
        at = timezone.now()
        for picture in self.result_list:
            picture.src = picture.desk_url()
            picture.rights_kind, picture.rights_said = files.rights_of(picture, at)


@admin.register(Picture)
class PictureAdmin(ModelAdmin):
    form = PictureForm
    list_display = ["title"]
    list_filter = [lists.RightsFilter, lists.UseFilter, lists.WhoseFilter]
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 48
    search_fields = ["title"]
    search_help_text = "Title, alternative text, caption or credit"
    show_full_result_count = False
    ordering = ["-uploaded_at", "-pk"]
    actions = None
    warn_unsaved_form = True
    change_list_template = "admin/articles/picture/change_list.html"
    change_form_template = "admin/articles/picture/change_form.html"

    class Media:
        css = {"all": ["desk/article.css", "desk/pictures.css"]}
        js = ["desk/focal.js"]

    # -- who may -------------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or self.has_replace_permission(request) or obj.uploaded_by_id == request.user.pk

    def has_replace_permission(self, request):
        return request.user.has_perm("articles.edit_any_picture")

    def has_delete_permission(self, request, obj=None):
        # What any revision shows stays: what was said stays on record, with what it showed.
        return super().has_delete_permission(request, obj) and (obj is None or not obj.uses.exists())

    def get_readonly_fields(self, request, obj=None):
        return [] if self.has_replace_permission(request) else RIGHTS

    # -- the list ------------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        return Grid

    def get_search_results(self, request, queryset, search_term):
        return lists.search(queryset, one_line(search_term)), False

    # -- the pages -----------------------------------------------------------------------------------

    def get_urls(self):
        return [*pages.urls(self), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        return pages.upload(request, desk=self)

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["title", "alt", "caption", "credit"]}),
            ("Rights", {"fields": RIGHTS}),
            ("Focal point", {"fields": ["focal_x", "focal_y"], "classes": ["pic-focal"]}),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        known = Article.objects.visible_to(request.user)
        uses = PictureUse.objects.where_used(obj).filter(revision__article__in=known)
        uses = uses.select_related("revision__article__live_revision")
        kind, said = files.rights_of(obj, timezone.now())
        context |= {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "picture": obj,
            "src": obj.desk_url(width=960),
            "rights_kind": kind,
            "rights_said": said,
            "crops": crops_of(obj),
            "uses": Paginator(uses, USES).get_page(request.GET.get("uses")),
            "versions": obj.versions.select_related("replaced_by"),
            "log": Paginator(obj.log.select_related("by"), ACTS).get_page(request.GET.get("log")),
            "may_replace": self.has_replace_permission(request),
            "may_change": self.has_change_permission(request, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # -- saving --------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        # Only what was changed here: somebody else may have changed the rest meanwhile.
        words = {name: form.cleaned_data[name] for name in form.changed_data}
        if words:
            pictures.describe(obj, by=request.user, at=timezone.now(), **words)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except pictures.InUse as refusal:
            messages.error(request, str(refusal))
            return redirect(pages.page_of(self.get_object(request, object_id)))

    def delete_model(self, request, obj):
        pictures.delete(obj, by=request.user, at=timezone.now())
