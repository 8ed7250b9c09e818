"""How the list of articles is narrowed."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import dateformat, timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter

from articles import assignments, foresight
from articles.admin.acts import ahead
from articles.holding import is_embargoed
from articles.models import Coverage, Stage
from newsroom.lib.periods import with_zone
from shows.models import Fold, FoldedWords

HELD, FORESEEN, SEALED = "held", "foreseen", "sealed"
MOST_FOUND = 2000


def work_on(article, at):
    """Who works on it, and until when, as long as it isn't out."""
    if article.assigned_to is None or article.is_out:
        return ""
    if article.stage != Stage.DRAFT or article.due_at is None:
        return format_html('<span class="copy-work">{}</span>', article.assigned_to)
    late = article.is_overdue(at)
    day = dateformat.format(timezone.localtime(article.due_at), "M j")
    return format_html(
        '<span class="copy-work">{}, <span class="copy-due" data-late="{}" title="{}">{} {}</span></span>',
        article.assigned_to,
        "yes" if late else "no",
        with_zone(article.due_at),
        "overdue since" if late else "due",
        day,
    )


class StageFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        found = [*Stage.choices, (HELD, "Held by news"), (FORESEEN, "Scheduled, and will be held")]
        may_know = request.user.has_perm("articles.seal_article")
        return [*found, (SEALED, "Withdrawn for legal reasons")] if may_know else found

    def queryset(self, request, queryset):
        if self.value() == HELD:
            return queryset.held()
        if self.value() == FORESEEN:
            waiting = queryset.filter(Q(stage=Stage.SCHEDULED) | Q(scheduled_update__isnull=False))
            return queryset.filter(pk__in=foresight.foreseen(list(waiting.values_list("pk", flat=True))))
        if self.value() == SEALED:
            return queryset.exclude(sealed_at=None)
        return queryset.filter(stage=self.value()) if self.value() else queryset


class ShowFilter(AutocompleteSelectFilter):
    def queryset(self, request, queryset):
        if not self.lookup_val:
            return queryset
        try:
            # Joined, an article on several seasons of a show would be several rows.
            return queryset.filter(Exists(Coverage.objects.filter(article=OuterRef("pk"), show__in=self.lookup_val)))
        except ValueError as wrong:
            raise IncorrectLookupParameters(wrong) from wrong


class SinceChangedFilter(admin.SimpleListFilter):
    title = "since changed"
    parameter_name = "since_changed"

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.published().since_changed()
        return queryset.since_changed(False) if self.value() == "no" else queryset


class WhoseFilter(DropdownFilter):
    title = "who works on it"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        people = [(str(one.pk), str(one)) for one in assignments.writers() if one != request.user]
        return [("mine", "Mine"), *people, ("nobody", "Nobody, and not out")]

    def queryset(self, request, queryset):
        value = self.value()
        if value == "mine":
            return queryset.assigned_to(request.user)
        if value == "nobody":
            return queryset.not_out().filter(assigned_to=None)
        return queryset.filter(assigned_to=value) if value in dict(self.lookup_choices) else queryset


class OverdueFilter(admin.SimpleListFilter):
    title = "to be handed in"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("overdue", "Overdue"), ("yes", "With a date")]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue(timezone.now())
        return queryset.filter(stage=Stage.DRAFT, due_at__isnull=False) if self.value() == "yes" else queryset


def stage_of(article):
    """The cell of the stage: with how many comments are open, and an embargo that stands."""
    stage, named = article.stage, article.get_stage_display()
    if held_because(article) or article.sealed_at:
        stage, named = HELD, "Sealed" if article.sealed_at else "Held"
    cell = format_html('<span class="copy-stage" data-stage="{}">{}</span>', stage, named)
    if article.open_comments:
        title = "1 comment is open" if article.open_comments == 1 else f"{article.open_comments} comments are open"
        cell += format_html(' <span class="copy-count" title="{}">{} open</span>', title, article.open_comments)
    if article.embargo_until and not article.is_out and is_embargoed(article, timezone.now()):
        until = with_zone(article.embargo_until)
        cell += format_html('<span class="copy-quiet copy-under" title="Under embargo until {}">embargo</span>', until)
    return cell


def held_because(article):
    """Why news holds ``article``, or the update of it that was scheduled; empty where nothing is held."""
    update = ahead(article)
    return article.held_because or (update.held_because if update else "")


def day_of(moment, before=""):
    """A date in a cell, with its time for who asks."""
    day = dateformat.format(timezone.localtime(moment), "M j, Y")
    return format_html('<span title="{}">{}{}</span>', with_zone(moment), before, day)


def update_of(article):
    """When the update of an article comes, below the date of its publication."""
    update = ahead(article)
    if update is None or update.held_at:
        return ""
    return format_html('<span class="copy-quiet copy-ahead">{}</span>', day_of(update.publish_at, "changes "))


def search(queryset, words):
    """Articles with all of ``words`` in headline or address, accents and case ignored: of very many, the latest made.

    A word of one or two letters is looked for where a word of the headline
    begins: the index knows of no shorter piece than three characters.
    """
    words = words.split()
    if not words:
        return queryset
    latest = queryset.order_by("-pk").values("pk")
    by_headline = latest.alias(folded=FoldedWords("latest_revision__headline"))
    for word in words:
        said = Fold(Value(word))
        by_headline = by_headline.filter(folded__contains=said if len(word) > 2 else Concat(Value(" "), said))
    found = by_headline[:MOST_FOUND]
    if min(map(len, words)) > 2:
        by_address = latest.filter(*(Q(slug__contains=word.lower()) for word in words))
        # Apart from each other, so that each has its index.
        found = found.union(by_address[:MOST_FOUND])
    return queryset.filter(pk__in=found)
