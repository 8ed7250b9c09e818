"""The articles' desk: the list, and the page on which an article is written."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import lookup_spawns_duplicates, unquote
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef
from django.forms.widgets import Script
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action
from unfold.views import ChangeList

from articles import copies, filing, hints, holding, notices, pictures, text, workflow
from articles.admin import (
    as_of,
    assignments,
    audit_log,
    bulk,
    comments,
    elsewhere,
    lists,
    preview_links,
    previews,
    reading,
    revisions,
    unsaved,
)
from articles.admin.acts import ACTS
from articles.admin.forms import ArticleForm
from articles.admin.inlines import BylineInline, CoverageInline, covered_as_read
from articles.admin.pages import act_page, address, carry_out, may
from articles.admin.panel import Panel, Stand
from articles.body import at_the_desk
from articles.models import Article, Author, Byline, Coverage, Stage
from articles.models.pictures import SMALLEST
from newsroom.lib.desk import ModelAdmin
from newsroom.lib.html import folded, under_headings

SIDE, ELSEWHERE = "copy-side", "copy-elsewhere"


def _on_one_line(names):
    """Names in a cell of the list: cut off where they are too many, and all of them for who asks."""
    return format_html('<span class="copy-names" title="{0}">{0}</span>', ", ".join(names)) if names else None


class ArticleList(ChangeList):
    def get_filters(self, request):
        filters, are_any, others, _, are_active = super().get_filters(request)
        # No filter of ours finds an article twice, and to sort the shows out of all would cost more than to find them.
        are_several = any(lookup_spawns_duplicates(self.lookup_opts, name) for name in others)
        return filters, are_any, others, are_several, are_active

    def get_queryset(self, request, exclude_parameters=None):
        titles = Coverage.objects.filter(article=OuterRef("pk")).order_by("position", "pk").values("show__title")
        found = super().get_queryset(request, exclude_parameters)
        return comments.counted(found.for_cards().annotate(titles=ArraySubquery(titles)))


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    form = ArticleForm
    holds_what_it_saves = False
    inlines = [CoverageInline, BylineInline]
    autocomplete_fields = ["topics"]
    list_display = ["headline", "stage_now", "notice", "section", "about", "signed", "published"]
    list_filter = [
        lists.StageFilter,
        "section",
        lists.SinceChangedFilter,
        ("shows", lists.ShowFilter),
        lists.WhoseFilter,
        lists.OverdueFilter,
    ]
    list_filter_submit = True
    list_fullwidth = True
    search_fields = ["slug"]
    search_help_text = f"Headline or address; of very many, the {lists.MOST_FOUND:,} latest"
    ordering = ["-published_at", "-pk"]
    actions = ["submit_selected", "publish_selected", "assign_selected"]
    actions_list = ["commission"]
    show_full_result_count = False
    list_per_page = 50
    warn_unsaved_form = False  # autosave.js warns, and only of what isn't kept
    change_form_template = "admin/articles/article/change_form.html"

    class Media:
        css = {"all": [f"desk/{name}.css" for name in ("article", "reading", "revisions", "talk", "unsaved")]}
        js = [
            "desk/article.js",
            "desk/autosave.js",
            "desk/elsewhere.js",
            "desk/length.js",
            "desk/reading.js",
            Script("desk/lead.js", type="module"),
        ]

    # -- who may -------------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj) or (obj is not None and obj.sealed_at):
            return False
        if obj is None or request.user.has_perm("articles.edit_any_article"):
            return True
        return obj.stage == Stage.DRAFT and obj.assigned_to_id == request.user.pk

    def has_delete_permission(self, request, obj=None):
        # What was said stays on record: an article is withdrawn instead.
        return False

    def has_publish_permission(self, request):
        return request.user.has_perm("articles.publish_article")

    def has_assign_permission(self, request):
        return request.user.has_perm("articles.assign_article")

    # -- the list ------------------------------------------------------------------------------------

    def get_queryset(self, request):
        with_words = super().get_queryset(request).select_related("latest_revision__saved_by", "live_revision")
        with_words = with_words.select_related("latest_revision__lead_picture", "approved_revision", "scheduled_update")
        return with_words.select_related("section", "assigned_to").visible_to(request.user)

    def get_object(self, request, object_id, from_field=None):
        # One page tells more of it than a list does of each: all by one statement.
        found = hints.with_what_is_settled(self.get_queryset(request))
        found = found.select_related(*(f"scheduled_update__{name}" for name in ("by", "revision")))
        try:
            return found.defer("scheduled_update__revision__body").get(pk=Article._meta.pk.to_python(object_id))
        except (Article.DoesNotExist, ValidationError):
            return None

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def get_search_results(self, request, queryset, search_term):
        return lists.search(queryset, search_term), False

    @admin.display(ordering="latest_revision__headline")
    def headline(self, article):
        revision = article.latest_revision
        return revision.headline if revision else article.slug

    @admin.display(description="Stage", ordering="stage")
    def stage_now(self, article):
        return format_html("{} {}", lists.stage_of(article), lists.work_on(article, timezone.now()))

    @admin.display(empty_value="none")
    def notice(self, article):
        if because := lists.held_because(article):
            return format_html('<span class="copy-cell copy-quiet" title="{0}">{0}</span>', because)
        if article.is_exempt:
            return format_html('<span class="copy-quiet">{}</span>', "exempted")
        found = article.is_public and notices.for_article(article)
        if not found:
            return None
        return format_html(
            '<span class="copy-cell" data-notice="{}" title="{}. {}"><strong>{}</strong> {}</span>',
            found.kind,
            found.headline,
            found.text,
            found.lead.coverage.standing.get_kind_display(),
            found.told[0].brief,
        )

    @admin.display(description="About")
    def about(self, article):
        return _on_one_line(dict.fromkeys(article.titles))

    @admin.display(description="By")
    def signed(self, article):
        return _on_one_line(article.authors)

    @admin.display(ordering="published_at")
    def published(self, article):
        if article.scheduled_for:
            moment, before = article.scheduled_for, "for "
        elif article.published_at:
            moment, before = article.published_at, ""
        else:
            return None
        return format_html("{}{}", lists.day_of(moment, before), lists.update_of(article))

    @admin.action(permissions=["change"], description="Submit for review")
    def submit_selected(self, request, queryset):
        bulk.do_to_each(self, request, queryset, "submit", workflow.submit)

    @admin.action(permissions=["publish"], description="Publish")
    def publish_selected(self, request, queryset):
        bulk.do_to_each(self, request, queryset, "publish", workflow.publish)

    @admin.action(permissions=["assign"], description="Assign to…")
    def assign_selected(self, request, queryset):
        return assignments.assign_selected(request, queryset, desk=self)

    @action(description="Commission an article", permissions=["assign"], url_path="commission")
    def commission(self, request):
        return assignments.commission(request, desk=self)

    def action_checkbox(self, obj):
        return bulk.checkbox(super().action_checkbox(obj), obj)

    # -- the page ------------------------------------------------------------------------------------

    def get_urls(self):
        acts = partial(act_page, desk=self)
        page = path("<int:pk>/act/<slug:name>/", self.admin_site.admin_view(acts), name="articles_article_act")
        parts = (as_of, audit_log, comments, revisions, unsaved, previews, preview_links, elsewhere, reading)
        return [page, *(route for part in parts for route in part.urls(self)), *super().get_urls()]

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public else None

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            filed = ["section", "topics", "slug", *(["embargo_until"] if obj.embargo_until else [])]
            return [
                (None, {"fields": ["headline", "dek", "body", "lead_picture"]}),
                ("Filing", {"classes": [SIDE], "fields": filed}),
            ]
        return [
            (None, {"fields": ["headline", "dek", "body"]}),
            (
                "Lead picture",
                {"fields": ["lead_picture", "lead_image_alt", "lead_image_caption", "lead_image_credit"]},
            ),
            ("Search and social preview", {"classes": [ELSEWHERE], "fields": ["seo_title", "seo_description"]}),
            ("Filing", {"classes": [SIDE], "fields": ["section", "topics", "slug", "embargo_until"]}),
        ]

    # What who may not change it reads in place of the form's fields.

    def dek(self, article):
        return article.latest_revision.dek if article.latest_revision else ""

    @admin.display(description="Text")
    def body(self, article):
        return format_html('<div class="copy-prose">{}</div>', self._body_of(article))

    def _body_of(self, article):
        return at_the_desk(article.latest_revision.body if article.latest_revision else "", now=timezone.now())

    def lead_picture(self, article):
        revision = article.latest_revision
        if not revision or not revision.lead_picture:
            return "No lead picture."
        return format_html(
            '<img class="copy-picture" src="{}" alt="{}">', revision.lead_picture.desk_url(), revision.lead_image_alt
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        form.may_lift_embargo = self.has_publish_permission(request)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET" and unsaved.TAKE in request.GET:
            unsaved.take_over(request, self, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and object_id:
            if self._is_nowhere(request, object_id):
                return unsaved.nowhere(request, self, object_id)
            if article := self._is_too_late(request, object_id):
                return unsaved.too_late(request, self, article)
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except holding.Sealed:
            return unsaved.nowhere(request, self, object_id)
        except pictures.Gone:
            # Now that it is gone, the form says so at its field.
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except (text.Stale, filing.Refiled) as refused:
            # Taken back as a whole, and shown again with what the others saved beside it.
            request.refused = refused
            unsaved.keep_sent(request, self._sent_to(request, object_id), why=unsaved.why(refused))
            return super().changeform_view(request, object_id, form_url, extra_context)
        # Only now, as the saving is committed: an act is a transaction of its own.
        saved = getattr(request, "saved_article", None)
        if request.method == "POST" and not saved:
            unsaved.keep_sent(request, self._sent_to(request, object_id))
        act = ACTS.get(request.POST.get("_act", "")) if saved else None
        return self._go_on(request, act, saved) if act else response

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # The same of what is not there and of what is sealed: nobody is told which. Nothing here is ever deleted.
        messages.warning(
            request, "There is no such article at the desk. Ask a managing editor if you expected one at this address."
        )
        return redirect("admin:articles_article_changelist")

    def _sent_to(self, request, object_id):
        return self.get_object(request, unquote(object_id)) if object_id else None

    def _is_nowhere(self, request, object_id):
        """Whether somebody typed into an article that is not there, or not for him or her to know of."""
        typed = self.has_change_permission(request) and "headline" in request.POST
        return typed and self.get_object(request, unquote(object_id)) is None

    def _is_too_late(self, request, object_id):
        """The article, if it left the hands of who wrote it while they were typing."""
        article = self.get_object(request, unquote(object_id))
        if article is None or self.has_change_permission(request, article):
            return None
        typed = self.has_change_permission(request) and "headline" in request.POST
        return article if typed and self.has_view_permission(request, article) else None

    def _go_on(self, request, act, article):
        """After saving, what the button was about: the page that asks, or the act that needs no asking."""
        article = self.get_object(request, article.pk)
        if article is None:
            return redirect("admin:articles_article_changelist")
        if not may(self, request, act, article):
            raise PermissionDenied
        if not act.asks:
            form = act.form({"revision": request.read}, article=article)
            if not (form.is_valid() and carry_out(request, self, act, article, form)):
                for error in form.non_field_errors():
                    messages.warning(request, error)
            return redirect(address(article))
        return redirect(address(article, act, read=request.read))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if getattr(form, "refused", None):
            context["mistakes"] = []  # nothing is to be corrected, and what is to be done stands above the two texts
        panel, read = None, {}
        if obj is not None:
            stand = Stand(obj, covered_as_read(context))
            read = reading.context_of(form, obj, once=stand.once)
            panel = Panel.of(self, request, stand, form)
        context |= {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "zone": timezone.get_default_timezone_name(),
            "show_history": False,  # the panel leads there
            "panel": panel,
            "theirs_body": self._body_of(obj) if form.is_bound and obj is not None else "",
            "length": revisions.length_of(form, obj),
            "elsewhere": elsewhere.context_of(form, obj, panel and panel.notice)
            if "seo_title" in form.fields
            else None,
            **(read or reading.context_of(form, obj)),
            **unsaved.beside(request, self, obj, form),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # -- saving --------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        # What is saved of an article we have is its filing, beside its words: not its stage, which others may change.
        if not change:
            obj.created_by = obj.assigned_to = request.user
            obj.save()

    def save_related(self, request, form, formsets, change):
        article, at = form.instance, timezone.now()
        pictures.hold(form.pictures)
        current = filing.of(article)
        bylines, coverage = (self.rows_sent(request, formsets, model) for model in (Byline, Coverage))
        authors = current.authors if bylines is None else [row.cleaned_data["author"].pk for row in bylines]
        wanted = form.filing(
            self._signed(request, article, authors),
            current.subjects if coverage is None else reading.covered_too(request, coverage),
        )
        began_with = form.cleaned_data["filed"]
        request.refiled = wanted.as_text != began_with and filing.refile(
            article, wanted, began_with=began_with or None, begins=not change, by=request.user, at=at
        )
        request.revision = None
        if not change or form.says_something_new():
            base = form.cleaned_data["base"] or 0
            request.revision = text.save_revision(article, base=base, by=request.user, at=at, **form.words)
        request.said = change and comments.said_with(request, form, article, at=at)
        request.said = reading.set_aside(request, article, at=at) or request.said
        self._warn_of_headings(request, form, wanted)
        self._warn_of_a_small_picture(request, form)
        copies.finish(article, unsaved.window_of(request), by=request.user, at=at, was_new=not change)
        request.saved_article = article
        request.read = request.revision.number if request.revision else form.cleaned_data["base"] or 0

    def _signed(self, request, article, authors):
        """Whoever begins to write an article that nobody has signed signs it with his or her own byline."""
        if authors or article.assigned_to_id != request.user.pk or article.first_published_at:
            return authors
        if article.revisions.filter(saved_by=request.user).exists():
            return authors
        return list(Author.objects.of(request.user).values_list("pk", flat=True))

    def rows_sent(self, request, formsets, model):
        """The rows that were sent, or ``None`` from who may not change them all: then they stay as they are."""
        may_change = all(
            request.user.has_perm(f"articles.{act}_{model._meta.model_name}") for act in ("add", "change", "delete")
        )
        return next((formset.rows() for formset in formsets if may_change and formset.model is model), None)

    def _warn_of_headings(self, request, form, wanted):
        body = form.cleaned_data["body"]
        for subject in wanted.subjects:
            if subject.heading and under_headings(body, [(folded(subject.heading), "x")]) == body:
                messages.warning(request, f"No heading of the text reads “{subject.heading}”: its notice stays on top.")

    def _warn_of_a_small_picture(self, request, form):
        picture = form.cleaned_data["lead_picture"]
        if picture and picture.is_small and picture.pk != form.initial.get("lead_picture"):
            width, height = SMALLEST
            said = f"“{picture}” has {picture.width} × {picture.height} pixels, fewer than {width} × {height}"
            messages.warning(request, f"{said}: it will look blurred at the head of the article.")

    # What is done to an article stands in its audit log. The admin's own would repeat headlines.

    def construct_change_message(self, request, form, formsets, add=False):
        return ""

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:articles_article_audit", unquote(object_id))

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, f"“{request.revision.headline}” is saved as a draft.")
        return redirect(address(obj))

    def response_change(self, request, obj):
        if request.revision:
            readers = ""
            if obj.live_revision:
                readers = f" Readers see revision {obj.live_revision.number} until the changes are published."
            messages.success(request, f"Saved as revision {request.revision.number}.{readers}")
        elif request.refiled:
            messages.success(request, "Saved: how it is filed. Its words are as they were.")
        elif not request.said and request.POST.get("_act", "") not in ACTS:
            messages.info(request, "Nothing was changed, so nothing was saved.")
        return redirect(address(obj))
