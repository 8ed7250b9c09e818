"""How the library is searched and narrowed."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from articles.models import Picture, PictureUse
from articles.models.pictures import SAID, SOON
from shows.models import Fold

ENDED, ENDING, UNNAMED = "ended", "ending", "unnamed"
MOST_FOUND = 2000


def search(queryset, words):
    """Pictures with all of ``words`` in what is said of them, accents and case ignored: of very many, the latest.

    A word of one or two letters is looked for where a word begins, as among the articles.
    """
    words = words.split()
    if not words:
        return queryset
    found = Picture.objects.alias(folded=SAID)
    for word in words:
        said = Fold(Value(word))
        found = found.filter(folded__contains=said if len(word) > 2 else Concat(Value(" "), said))
    return queryset.filter(pk__in=found.order_by("-pk").values("pk")[:MOST_FOUND])


def with_use(queryset):
    """With ``is_used``: whether any revision shows it."""
    return queryset.annotate(is_used=Exists(PictureUse.objects.filter(picture=OuterRef("pk"))))


class RightsFilter(admin.SimpleListFilter):
    title = "rights"
    parameter_name = "rights"

    def lookups(self, request, model_admin):
        return [(ENDED, "Ended"), (ENDING, f"Ending within {SOON.days} days"), (UNNAMED, "None named")]

    def queryset(self, request, queryset):
        at = timezone.now()
        if self.value() == ENDED:
            return queryset.filter(rights_until__lte=at)
        if self.value() == ENDING:
            return queryset.filter(rights_until__gt=at, rights_until__lte=at + SOON)
        return queryset.filter(rights="") if self.value() == UNNAMED else queryset


class UseFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("present", "In articles now"), ("unused", "Never used")]

    def queryset(self, request, queryset):
        if self.value() == "present":
            return queryset.in_work()
        return queryset.unused() if self.value() == "unused" else queryset


class WhoseFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Uploaded by me")]

    def queryset(self, request, queryset):
        return queryset.filter(uploaded_by=request.user) if self.value() == "mine" else queryset
