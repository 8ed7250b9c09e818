"""What narrows a list of articles, for feeds and API; what says nothing, or nothing that exists, is named."""

import base64
import binascii
from datetime import date, datetime, timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import is_aware

from articles.models import Article, Coverage, Section
from newsroom.lib.periods import midnight
from shows.models import Network, Show


class SaidField(forms.CharField):
    """A parameter that says something where it is given."""

    def clean(self, value):
        if value is None:
            return None
        value = super().clean(value)
        if not value:
            raise ValidationError("It is empty: give a value, or leave it out.")
        return self.meaning(value)

    def meaning(self, value):
        return value


class RowsField(SaidField):
    """Rows that a value names: ``rows`` is a function of the value, ``remedy`` says what names one."""

    def __init__(self, *, rows, remedy, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.remedy = rows, remedy

    def meaning(self, value):
        found = list(self.rows(value))
        if not found:
            raise ValidationError(f"There is no “{value[:80]}”: give {self.remedy}.")
        return found


class YesOrNoField(SaidField):
    def meaning(self, value):
        if value not in ("true", "false"):
            raise ValidationError(f"“{value[:80]}” is neither: give true or false.")
        return value == "true"


class MomentField(SaidField):
    """A day of the newsroom, from its beginning, or a time with its offset."""

    def meaning(self, value):
        try:
            if len(value) == len("2025-06-06"):
                return midnight(date.fromisoformat(value))
            moment = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not is_aware(moment):
            raise ValidationError(
                f"“{value[:80]}” is no date: give YYYY-MM-DD, or a time with its offset such as 2025-06-06T14:05:00Z "
                "(in an address, + is written %2B)."
            )
        return moment


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)


def cursor_after(article):
    """Where the page after ``article`` begins, in the order of first publication, newest first."""
    position = f"{(article.first_published_at - EPOCH) // MICROSECOND}.{article.pk}"
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


class CursorField(SaidField):
    def meaning(self, value):
        try:
            position = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode("ascii")
            micros, pk = (int(part) for part in position.split("."))
            return EPOCH + micros * MICROSECOND, pk
        except (binascii.Error, ValueError, OverflowError) as error:
            raise ValidationError("This is no cursor of ours: follow next_url, or begin without one.") from error


class RowsFilter(django_filters.Filter):
    field_class = RowsField


class YesOrNoFilter(django_filters.Filter):
    field_class = YesOrNoField


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class CursorFilter(django_filters.Filter):
    field_class = CursorField

    def filter(self, queryset, value):
        if value is None:
            return queryset
        at, pk = value
        return queryset.filter(first_published_at__lte=at).exclude(first_published_at=at, pk__gte=pk)


def networks(name):
    return Network.objects.filter(Q(slug=name) | Q(pk__in=Network.objects.named(name)))


class ArticleFilter(django_filters.FilterSet):
    show = RowsFilter(
        rows=lambda slug: Show.objects.filter(slug=slug), remedy="the slug of a show's page", method="covering_show"
    )
    network = RowsFilter(rows=networks, remedy="the slug or a name of a network", method="on_network")
    section = RowsFilter(
        "section", "in", rows=lambda slug: Section.objects.filter(slug=slug), remedy="the slug of a section"
    )
    since_changed = YesOrNoFilter(method="which_since_changed")
    published_after = MomentFilter("first_published_at", "gte")

    class Meta:
        model = Article
        fields = []

    def covering_show(self, articles, name, found):
        return articles.covering(found[0])

    def on_network(self, articles, name, found):
        covered = Coverage.objects.filter(article=OuterRef("pk"), relied_at__isnull=False, show__network__in=found)
        return articles.filter(Exists(covered))

    def which_since_changed(self, articles, name, changed):
        return articles.since_changed(changed)

    def problems(self):
        """Each bad parameter with the remedy, in pairs."""
        known = ", ".join(self.filters)
        found = {
            name: f"There is no such parameter: there are {known}." for name in self.data if name not in self.filters
        }
        found |= {name: remedies[0] for name, remedies in self.errors.items()}
        found |= {
            name: "It is given more than once: give it once."
            for name in self.filters
            if len(self.data.getlist(name)) > 1
        }
        return [(name[:80], remedy) for name, remedy in found.items()]


class FeedFilter(ArticleFilter):
    cursor = CursorFilter()
