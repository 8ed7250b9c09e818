"""What an article covers, and whose it is: rows on its page."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from articles import filing
from articles.bulk import Subject
from articles.models import Byline, Coverage
from newsroom.lib.rows import Flat, KnownChoiceField, KnownSelect, Labeled, within
from newsroom.lib.text import one_line


class Number(Flat, UnfoldAdminIntegerFieldWidget):
    pass


class Line(Flat, UnfoldAdminTextInputWidget):
    pass


class Switch(Flat, UnfoldBooleanSwitchWidget):
    pass


class RowForm(Labeled, forms.ModelForm):
    """A row whose constraints are looked at with all the others: a row may go and come again in one go."""

    names = ""

    position = forms.IntegerField(
        required=False,
        label="Order",
        validators=[MinValueValidator(0), MaxValueValidator(32767)],
        widget=Number({"class": "copy-order"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.pop("position", None)
            return
        if "position" not in self.initial:
            return  # it is only read
        self.initial["position"] += 1
        row = getattr(self.instance, self.names)
        within(self.fields[self.names].widget).known = {str(row.pk): row}

    def know(self, rows):
        """Take what the row names from ``rows``, which were read for all of them together."""
        field = self.fields[self.names]
        field.known = within(field.widget).known = rows

    def _get_validation_exclusions(self):
        # That what is named is there, its field has asked already.
        return super()._get_validation_exclusions() | {self.names}

    def validate_unique(self):
        """Left to the rows together."""

    def validate_constraints(self):
        """Left to the rows together."""


class RowFormSet(PaginationInlineFormSet):
    """Rows in their order; those without one come last, as they were added.

    What is sent is the whole list: rows are known by what they name, so that one
    which somebody else removed meanwhile is no obstacle.
    """

    twice = ""

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.is_bound:
            form.fields[self.model._meta.pk.name] = forms.CharField(required=False, widget=forms.HiddenInput)
            form.know(self.named)

    @cached_property
    def named(self):
        """What the rows that were sent name, read at once."""
        ending = f"-{self.form.names}"
        sent = {
            value for name, value in self.data.items() if name.startswith(f"{self.prefix}-") and name.endswith(ending)
        }
        pks = [value for value in sent if value.isascii() and value.isdigit() and len(value) < 19]
        return {str(row.pk): row for row in self.to_name().filter(pk__in=pks)}

    def to_name(self):
        return self.model._meta.get_field(self.form.names).related_model.objects.all()

    def get_queryset(self):
        # What was sent stands in place of the rows that are there.
        return self.model.objects.none() if self.is_bound else super().get_queryset()

    def rows(self):
        """What is to be kept, in order."""
        kept = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and form.cleaned_data.get(form.names) and not self._goes(form)
        ]
        place = {form: index for index, form in enumerate(self.forms)}
        return sorted(kept, key=lambda form: (_last_if_none(form.cleaned_data.get("position")), place[form]))

    def _goes(self, form):
        return self.can_delete and self._should_delete_form(form)

    def clean(self):
        super().clean()
        seen = set()
        for form in self.rows():
            if (key := self.key(form)) in seen:
                form.add_error(form.names, self.twice)
            seen.add(key)

    def validate_unique(self):
        """Left to ``clean``, which names the field."""


def _last_if_none(position):
    return (position is None, position)


class CoverageForm(RowForm):
    names = "show"

    season_number = forms.IntegerField(
        required=False,
        label="Season",
        help_text="Its number; empty for the show as a whole.",
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        widget=Number({"class": "copy-order"}),
    )
    mention_only = forms.BooleanField(
        required=False,
        label="Mention",
        help_text="Listed on the show’s page, and never flagged.",
        widget=Switch(),
    )
    heading = forms.CharField(
        required=False,
        max_length=Coverage._meta.get_field("heading").max_length,
        label="Under the heading",
        help_text="The heading of the text under which this show is treated: its notice then stands there too.",
        widget=Line({"list": "copy-headings", "autocomplete": "off"}),
    )

    class Meta:
        model = Coverage
        fields = ["show", "season_number", "mention_only", "heading", "position"]
        # For who only reads them: the model calls them otherwise.
        labels = {"season_number": "Season", "heading": "Under the heading"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["season_number"] = self.instance.season_number

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        cleaned["heading"] = one_line(cleaned.get("heading", ""))
        show, number = cleaned.get("show"), cleaned.get("season_number")
        if show and number:
            try:
                filing.check_season(show, number, last=getattr(show, "last_season", None))
            except ValidationError as error:
                self.add_error("season_number", error)
        return cleaned

    @property
    def subject(self):
        cleaned = self.cleaned_data
        return Subject(cleaned["show"].pk, cleaned["season_number"], cleaned["mention_only"], cleaned["heading"])


class CoverageFormSet(RowFormSet):
    twice = "The article covers this already: remove one of the two, or give another season."

    def to_name(self):
        return super().to_name().annotate(last_season=Coalesce(Max("seasons__number"), 0))

    @staticmethod
    def key(form):
        return form.cleaned_data["show"].pk, form.cleaned_data.get("season_number")


class RowInline(TabularInline):
    extra = 0
    show_title = False
    ordering_field = "position"

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None else 0

    def get_fields(self, request, obj=None):
        # Who only reads them sees them in their order.
        return self.fields if self.desk(request, obj) else [name for name in self.fields if name != "position"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == self.form.names:
            kwargs |= {"widget": KnownSelect(db_field, self.admin_site), "form_class": KnownChoiceField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            # Without the links to add and change what is chosen: a row is narrow.
            field.widget = within(field.widget)
        return field

    def has_change_permission(self, request, obj=None):
        return self.desk(request, obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.desk(request, obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.desk(request, obj) and super().has_delete_permission(request, obj)

    def desk(self, request, article):
        """Whether the article itself may be changed; everything on its page follows."""
        desk = self.admin_site.get_model_admin(self.parent_model)
        return article is None or desk.has_change_permission(request, article)


class CoverageInline(RowInline):
    model = Coverage
    form = CoverageForm
    formset = CoverageFormSet
    fields = ["show", "season_number", "mention_only", "heading", "position"]
    readonly_fields = ["mention"]
    verbose_name = "show"
    verbose_name_plural = "What it covers"
    template_after = "admin/articles/article/_reading.html"

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if self.desk(request, obj) else ["mention" if name == "mention_only" else name for name in fields]

    @admin.display(description="Mention")
    def mention(self, coverage):
        return "Yes" if coverage.mention_only else "No"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("show", "season", "standing")


def covered_as_read(context):
    """All that an article covers, as the rows of its page that is made were read; ``None`` where they were sent."""
    formsets = [one.formset for one in context["inline_admin_formsets"] if one.formset.model is Coverage]
    if not formsets or formsets[0].is_bound:
        return None
    return [form.instance for form in formsets[0].initial_forms]


class BylineForm(RowForm):
    names = "author"

    class Meta:
        model = Byline
        fields = ["author", "position"]


class BylineFormSet(RowFormSet):
    twice = "This author is named already."

    @staticmethod
    def key(form):
        return form.cleaned_data["author"].pk


class BylineInline(RowInline):
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    fields = ["author", "position"]
    verbose_name_plural = "Bylines"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")
