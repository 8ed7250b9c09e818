"""How the stale desk is narrowed."""

from datetime import timedelta

import django_filters
from django.db.models import Exists, OuterRef
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from articles import assignments
from articles.admin import lists
from articles.models import Article, Author, Byline, Section, Undecided, UndecidedOf
from shows.models import Network, Show

RANK_OF = {str(kind): rank for rank, kind in Undecided.RANKS.items()}
LONG = [("1", "A day and more"), ("7", "A week and more"), ("30", "A month and more"), ("365", "A year and more")]

WHOSE = [("me", "Me"), ("nobody", "Nobody")]


def choice(label, choices, **kwargs):
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label="Any", widget=UnfoldAdminSelectWidget, **kwargs
    )


def model_choice(label, rows, **kwargs):
    return django_filters.ModelChoiceFilter(
        label=label,
        queryset=rows,
        empty_label="Any",
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": f"This {label.lower()} is not here any more: it narrows nothing."},
        **kwargs,
    )


def typed(label, **kwargs):
    return django_filters.CharFilter(label=label, max_length=200, widget=UnfoldAdminTextInputWidget, **kwargs)


class StaleFilter(django_filters.FilterSet):
    q = typed("Headline", method="which_say")
    kind = choice("What it is", [(str(kind), kind.label) for kind in Undecided.RANKS.values()], method="which_are")
    section = model_choice("Section", Section.objects.all(), field_name="article__section")
    show = typed("Show", method="which_cover")
    network = model_choice("Network", Network.objects.all(), field_name="show__network")
    byline = model_choice("Byline", Author.objects.all(), method="which_are_by")
    assigned = choice("Assigned to", WHOSE, method="which_are_of")
    long = choice("Changed", LONG, method="which_stand")

    class Meta:
        model = Undecided
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = ((str(one.pk), str(one)) for one in assignments.writers())
        self.filters["assigned"].extra["choices"] = [*WHOSE, *people]

    @property
    def is_narrowed(self):
        """Also where one of several says nothing that is there."""
        self.form.is_valid()
        return any(self.form.cleaned_data.values())

    def which_say(self, rows, name, words):
        return rows.filter(article__in=lists.search(Article.objects.published(), words).values("pk"))

    def which_are(self, rows, name, kind):
        """By the worst of an article: what is below that is told of with it."""
        worse = UndecidedOf.objects.filter(article=OuterRef("article"), rank__lt=RANK_OF[kind])
        return rows.filter(~Exists(worse), rank=RANK_OF[kind])

    def which_cover(self, rows, name, title):
        return rows.filter(show__in=Show.objects.found_by(title).values("pk"))

    def which_are_by(self, rows, name, author):
        return rows.filter(Exists(Byline.objects.filter(article=OuterRef("article"), author=author)))

    def which_are_of(self, rows, name, whom):
        named = {"me": self.request.user.pk, "nobody": None}
        return rows.filter(article__assigned_to=named.get(whom, whom))

    def which_stand(self, rows, name, days):
        return rows.filter(since__lte=timezone.now() - timedelta(days=int(days)))
