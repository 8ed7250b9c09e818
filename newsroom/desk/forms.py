"""The forms by which a status is recorded and corrected."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from unfold.widgets import (
    CHECKBOX_CLASSES,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from articles.recording import Wanted, find_network
from articles.reports import FIELD_OF
from articles.status_changes import void
from newsroom.lib.periods import YEARS, Precision, newsroom_date, start_of
from newsroom.lib.text import one_line
from shows.ledger import Refused
from shows.models import Network, StatusEntry
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, USUAL_EVENT, Confirmation, Event, Status

TEXTS = ("source_name", "source_url", "reason", "note")


class DateInput(UnfoldAdminTextInputWidget):
    input_type = "date"

    def format_value(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else value


class TimeInput(UnfoldAdminTextInputWidget):
    input_type = "time"

    def format_value(self, value):
        return value.isoformat("minutes") if hasattr(value, "isoformat") else value


class OneLineField(forms.CharField):
    """Text of an entry, as long as the ledger has room for."""

    def __init__(self, name, **kwargs):
        column = StatusEntry._meta.get_field(name)
        kwargs = {"max_length": column.max_length, "help_text": column.help_text} | kwargs
        super().__init__(required=False, widget=UnfoldAdminTextInputWidget, **kwargs)

    def to_python(self, value):
        return one_line(super().to_python(value))


def web_address(url):
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError("This is no web address: write all of it, with https:// in front.") from error
    return url


def choice(choices, **kwargs):
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **kwargs)


def labels(statuses):
    return [(status.value, status.label) for status in statuses]


class RecordForm(forms.Form):
    """A change of the status of ``show``. ``at`` is the present moment, which the form offers for today's news."""

    season = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=200,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"min": 1, "max": 200}),
        help_text="Its number; a season that isn't there yet is made. Leave it empty for the show as a whole.",
    )
    status = choice(
        [
            ("", "Choose the status"),
            ("The show as a whole", labels(SHOW_STATUSES)),
            ("A season", labels(SEASON_STATUSES)),
        ],
        error_messages={"required": "Choose the status that it has now."},
    )
    event = choice(
        [("", "The usual reason for this status"), *Event.choices],
        required=False,
        label="Why",
        help_text="A return after a cancellation counts as picked up elsewhere where the network is another one.",
    )
    precision = choice(Precision.choices, label="Known")
    effective_on = forms.DateField(
        label="Took effect on",
        widget=DateInput,
        help_text="Known to the month, the quarter or the year? Any day of it will do.",
        error_messages={
            "required": "Give the day on which it became true.",
            "invalid": "Write the day as 2025-06-06.",
        },
    )
    effective_time = forms.TimeField(
        required=False,
        label="At",
        widget=TimeInput,
        help_text="The newsroom's time. Pieces that came out before it are told; later ones know.",
        error_messages={"invalid": "Write the time as 14:05."},
    )
    offered = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.BooleanField(
        required=False,
        label="Before what else happened in that period",
        widget=forms.CheckboxInput(attrs={"class": " ".join(CHECKBOX_CLASSES)}),
        help_text="Otherwise it goes after what is known more finely.",
    )
    confirmation = choice(Confirmation.choices, help_text="“Reported” is said so in the notice's own words.")
    source_name = OneLineField("source_name", label="Source", help_text="Who says so: Deadline.")
    source_url = OneLineField("source_url", label="Address of the source")
    network = forms.ModelChoiceField(
        Network.objects.all(), required=False, widget=UnfoldAdminSelectWidget, empty_label="The show's network"
    )
    new_network = forms.CharField(
        required=False,
        max_length=Network._meta.get_field("name").max_length,
        label="A network that isn't in the list",
        widget=UnfoldAdminTextInputWidget,
        help_text="It is made with the entry. A new name of a network that we have is no new network.",
    )
    new_network_kind = choice(
        [("", "What it is"), *Network.NetworkKind.choices], required=False, label="What the new network is"
    )
    episodes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=9999,
        label="Episodes ordered",
        widget=UnfoldAdminIntegerFieldWidget(attrs={"min": 1}),
    )
    episodes_remain = choice(
        [("", "Not said"), *StatusEntry.Remaining.choices], required=False, label="Are episodes still to air?"
    )
    premiere_on = forms.DateField(
        required=False,
        label="Premiere date",
        widget=DateInput,
        help_text="As announced. Any day of the month, quarter or year will do where no more is known.",
        error_messages={"invalid": "Write the day as 2025-06-06."},
    )
    premiere_precision = choice(
        [(value, label) for value, label in Precision.choices if value != Precision.MINUTE],
        required=False,
        label="Premiere known",
    )
    reason = OneLineField("reason", label="Reason given", help_text="As the network put it: cost, ratings.")
    note = OneLineField("note", label="Public note", help_text="One sentence, shown on the show's page.")

    states = True  # rather than voids

    def __init__(self, data=None, *, show, at, **kwargs):
        self.show = show
        super().__init__(data, initial=self.proposed(at) | kwargs.pop("initial", {}), **kwargs)
        self.fields["network"].empty_label = f"The show's ({show.network})" if show.network else "Not known"

    def proposed(self, at):
        now = timezone.localtime(at, timezone.get_default_timezone())
        return {
            "effective_on": now.date(),
            "effective_time": now.time(),
            "offered": f"{now:%Y-%m-%dT%H:%M}",
            "precision": Precision.MINUTE,
            "premiere_precision": Precision.DAY,
            "confirmation": Confirmation.OFFICIAL,
        }

    # -- one field -------------------------------------------------------------------------------

    def clean_source_url(self):
        return web_address(self.cleaned_data["source_url"])

    def clean_effective_on(self):
        return self._in_range(self.cleaned_data["effective_on"])

    def clean_premiere_on(self):
        return self._in_range(self.cleaned_data["premiere_on"])

    def _in_range(self, day):
        if day and day.year not in YEARS:
            raise ValidationError(f"Give a date between {YEARS.start} and {YEARS.stop - 1}.")
        return day

    def clean_new_network(self):
        return one_line(self.cleaned_data["new_network"])

    # -- several ---------------------------------------------------------------------------------

    def clean(self):
        cleaned = super().clean()
        if self.states:
            self._check_status(cleaned)
            self._check_network(cleaned)
            self._check_moment(cleaned)
        return cleaned

    def _check_status(self, cleaned):
        status, season = cleaned.get("status"), cleaned.get("season")
        if not status or "season" in self.errors:
            return
        if status not in (SEASON_STATUSES if season else SHOW_STATUSES):
            label = Status(status).label
            self.add_error(
                "status",
                f"“{label}” is a status of a show: choose one of a season, or leave the season empty."
                if season
                else f"“{label}” is a status of a season: give the season's number, or choose a status of the show.",
            )
        elif status == Status.DATED and not cleaned.get("premiere_on") and "premiere_on" not in self.errors:
            self.add_error("premiere_on", "A season that is dated needs its premiere date.")

    def _check_network(self, cleaned):
        name, kind = cleaned.get("new_network"), cleaned.get("new_network_kind")
        if kind and not name and "new_network" not in self.errors:
            self.add_error("new_network", "Name the new network, or leave what it is empty.")
        if not name:
            return
        if cleaned.get("network"):
            self.add_error("new_network", "Choose a network in the list or name a new one, not both.")
            return
        try:
            known = find_network(name)
        except Refused as refusal:
            self.add_error("new_network", str(refusal))
            return
        if known:
            self.add_error("new_network", f"“{name}” is known as {known}: choose it in the list.")
        elif not kind:
            self.add_error("new_network_kind", f"Say what “{name}” is.")

    def _check_moment(self, cleaned):
        day, clock = cleaned.get("effective_on"), cleaned.get("effective_time")
        cleaned["effective_at"] = None
        if day is None or "effective_time" in self.errors or not cleaned.get("precision"):
            return
        if cleaned["precision"] != Precision.MINUTE:
            clock = time.min
        elif clock is None:
            self.add_error("effective_time", "Give the time, or choose “to the day”.")
            return
        elif self._is_left_over(day, clock, cleaned.get("offered")):
            self.add_error(
                "effective_time", "This is the present time on another day: give its own, or choose “to the day”."
            )
            return
        zone = timezone.get_default_timezone()
        moment = datetime.combine(day, clock, zone)
        if cleaned["precision"] == Precision.MINUTE and not _happened_once(moment):
            self.add_error(
                "effective_time", "The clocks changed in that hour: choose “to the day”, or an hour beside it."
            )
            return
        cleaned["effective_at"] = start_of(moment, cleaned["precision"])

    def _is_left_over(self, day, clock, offered):
        """Whether the time is the one that was offered for today, on a day that was chosen."""
        today, _, now = (offered or "").partition("T")
        return bool(today) and day.isoformat() != today and f"{clock:%H:%M}" == now

    # -- what it asks for ------------------------------------------------------------------------

    def wanted(self):
        said = self.cleaned_data
        return Wanted(
            self.show,
            said["season"],
            said["network"] or said["new_network"],
            said["new_network_kind"],
            {
                **{name: said[name] for name in ("status", "event", "effective_at", "precision", "before")},
                **{name: said[name] for name in ("confirmation", "episodes", "episodes_remain", *TEXTS)},
                "premiere_on": said["premiere_on"],
                "premiere_precision": said["premiere_precision"] if said["premiere_on"] else "",
            },
        )

    def refuse(self, refusal):
        """Put what the ledger refuses at the field to which it belongs."""
        name = FIELD_OF.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal))


def _happened_once(moment):
    """Whether the clocks of the newsroom showed this time on that day, and only once."""
    earlier, later = moment.replace(fold=0), moment.replace(fold=1)
    return earlier.utcoffset() == later.utcoffset()


class CorrectForm(RecordForm):
    """What should stand in the ledger instead of ``entry``, or that it did not hold."""

    SAYS, VOID = "says", "void"

    outcome = forms.ChoiceField(
        choices=[
            (SAYS, "It should have said something else"),
            (VOID, "It did not hold: nothing stands in its place"),
        ],
        widget=forms.RadioSelect,
        label="What was wrong",
    )
    # The word for what did not hold is none for its denial.
    denial_confirmation = choice(Confirmation.choices, label="Confirmation")
    denial_source_name = OneLineField("source_name", label="Who denies it?", help_text="Starz, in a statement.")
    denial_source_url = OneLineField("source_url", label="Address of the denial", help_text="Where it can be read.")
    denial_note = OneLineField("note", label="Public note", help_text="One sentence, shown on the show's page.")

    def __init__(self, data=None, *, entry, at, **kwargs):
        self.entry = entry
        if data is not None and data.get("outcome") == self.VOID:
            self.states = False
        super().__init__(data, show=entry.show, at=at, **kwargs)
        self.fields["network"].empty_label = "As it was"
        if not entry.status:
            self.fields["outcome"].choices = self.fields["outcome"].choices[:1]

    def _counts(self, name):
        """Whether the field is one of the outcome that was chosen."""
        return name == "outcome" or name.startswith("denial_") is not self.states

    def clean_denial_source_url(self):
        return web_address(self.cleaned_data["denial_source_url"])

    def clean(self):
        # What belongs to the other outcome is not seen, and may be half typed.
        for name in [name for name in self.errors if not self._counts(name)]:
            del self.errors[name]
        return super().clean()

    def proposed(self, at):
        # A denial that was wrong itself is put right by what it denied.
        entry = self.entry if self.entry.status else self.entry.corrects
        local = timezone.localtime(entry.effective_at, timezone.get_default_timezone())
        fine = entry.precision == Precision.MINUTE
        same = {
            name: getattr(entry, name)
            for name in (
                *("status", "precision", "confirmation", "network", "episodes", "episodes_remain"),
                *("premiere_on", *TEXTS),
            )
        }
        return same | {
            "outcome": self.SAYS,
            "denial_confirmation": Confirmation.OFFICIAL,
            # The usual reason follows the status where that is changed.
            "event": "" if entry.event == USUAL_EVENT[entry.status] else entry.event,
            "season": entry.season and entry.season.number,
            "effective_on": newsroom_date(entry.effective_at),
            "effective_time": local.time() if fine else None,
            "premiere_precision": entry.premiere_precision or Precision.DAY,
        }

    def wanted(self):
        if self.states:
            return super().wanted()
        said, denied = self.cleaned_data, void(self.entry)
        season = self.entry.season and self.entry.season.number
        fields = {name.removeprefix("denial_"): said[name] for name in said if name.startswith("denial_")}
        return Wanted(self.show, season, "", "", {"status": None, "effective_at": denied.effective_at} | fields)

    def refuse(self, refusal):
        name = f"denial_{refusal.field}"
        if not self.states and name in self.fields:
            self.add_error(name, str(refusal))
        else:
            super().refuse(refusal)
