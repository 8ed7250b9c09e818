"""As of: what an article said at some moment, what we believed then, and what was true, on one page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe
from unfold import widgets

from articles import moments
from articles.admin.pages import address, readable
from articles.body import at_the_desk
from newsroom.lib.periods import YEARS, midnight, with_zone
from shows.moments import SECOND, to_the_second

WHOLE = SECOND - timedelta(microseconds=1)  # a second counts with all that happened in it


class Instant(forms.DateTimeField):
    """A second of the newsroom's zone, or with its offset of any; of a day its end is meant."""

    def __init__(self, **kwargs):
        widget = widgets.UnfoldAdminTextInputWidget({"type": "datetime-local", "step": "1"})
        invalid = "This is no date and time: choose one, or write it as 2025-06-06T14:05."
        super().__init__(widget=widget, error_messages={"invalid": invalid}, **kwargs)

    def prepare_value(self, value):
        value = super().prepare_value(value)
        return value.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(value, "strftime") else value

    def to_python(self, value):
        try:
            day = date.fromisoformat(value.strip()) if isinstance(value, str) and len(value.strip()) == 10 else None
            return midnight(day + timedelta(days=1)) - SECOND if day else super().to_python(value)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class AsOfForm(forms.Form):
    """The moment that is asked for; ``now`` where none is."""

    at = Instant(required=False, label="As of")

    def __init__(self, data, *, now):
        self.now = now
        if not data.get("at", "").strip():
            data = {"at": timezone.localtime(now, timezone.get_default_timezone()).isoformat(timespec="seconds")}
        super().__init__(data, label_suffix="")

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at.year not in YEARS:
            raise forms.ValidationError(f"Give a date between {YEARS.start} and {YEARS.stop - 1}.")
        whole = to_the_second(at) + WHOLE
        # A day that isn't over is asked for up to now.
        if whole > self.now and timezone.localtime(at).date() == timezone.localtime(self.now).date() and self._is_a_day:
            return self.now
        if to_the_second(at) > self.now:
            raise forms.ValidationError(f"Nobody knows what will be: give a moment up to now, {with_zone(self.now)}.")
        return min(whole, self.now)

    @property
    def _is_a_day(self):
        return len(self.data["at"].strip()) == 10

    @property
    def shown(self):
        """The moment as the field shows it, also when it came with an offset."""
        at = self.cleaned_data.get("at") if self.is_valid() else None
        local = at and timezone.localtime(at, timezone.get_default_timezone())
        return local.strftime("%Y-%m-%dT%H:%M:%S") if local else self.data["at"]


def query(at):
    """Asks for the moment ``at``, to the second."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return "?" + urlencode({"at": local.isoformat(timespec="seconds")})


def frame(request, form, course):
    """What the page of any subject says of the moment itself, and of the others."""
    found = {"form": form, "zone": timezone.get_default_timezone_name()}
    if course is None:
        return found
    before, after = course.left_off
    marks = [("Before that, nothing" if not before else "Before that", query(course.before), course.before, 0)]
    marks += [(stop.said, query(stop.at), stop.at, number) for number, stop in enumerate(course.stops, start=1)]
    return found | {
        "at": with_seconds(course.at),
        "course": course,
        "marks": [
            {"said": said, "query": to, "when": with_seconds(at), "number": number} for said, to, at, number in marks
        ],
        "previous": course.previous and query(course.previous),
        "next": course.next and query(course.next),
        "more_before": before,
        "more_after": after,
    }


def with_seconds(moment: datetime):
    """``June 6, 2025, 2:05:11 p.m. EDT``; a whole minute without its seconds."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    said = with_zone(moment)
    if not local.second:
        return said
    minute = f"{local.hour % 12 or 12}:{local:%M:%S} {'a.m.' if local.hour < 12 else 'p.m.'}"
    return f"{local:%B} {local.day}, {local.year}, {minute} {local:%Z}"


def urls(desk):
    view = desk.admin_site.admin_view(partial(page, desk=desk))
    return [path("<int:pk>/as-of/", view, name="articles_article_as_of")]


@require_safe
def page(request, pk, *, desk):
    article = readable(request, desk, pk)
    now = timezone.now()
    form = AsOfForm(request.GET, now=now)
    moment = moments.of(article, form.cleaned_data["at"]) if form.is_valid() else None
    revision = moment and moment.said.revision
    context = {
        **desk.admin_site.each_context(request),
        **frame(request, form, moment and moment.course),
        "opts": desk.opts,
        "title": "As of",
        "subtitle": str(article),
        "article": article,
        "back": address(article),
        "moment": moment,
        "body": revision and at_the_desk(revision.body, now=now),
    }
    status = 200 if moment else 400
    return TemplateResponse(request, "admin/articles/article/as_of.html", context, status=status)
