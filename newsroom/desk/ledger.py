"""The acts on the ledger: find a show, record what happened to it, correct what is on record, read it all."""

from contextlib import suppress

from django.contrib import admin, messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from articles import recording
from articles.admin.previews import framed
from articles.impacts import MOST
from articles.previews import Look, page_told
from articles.recording import Ticks
from articles.status_changes import AlreadyRecorded, LedgerMoved, Refused
from newsroom.desk import sent
from newsroom.desk.forms import CorrectForm, RecordForm
from newsroom.lib import mistakes
from newsroom.lib.periods import in_words
from newsroom.lib.text import one_line
from shows.models import Merge, Show, StatusEntry, merged_into
from shows.statuses import Confirmation, Event
from shows.timeline import current_of, likely_next, timeline_of

FOUND = 20
MOST_AT_ALL = 2000  # articles that a preview shows, where it is asked for all

MERGED = "The show that you had here went into this one, meanwhile. Nothing was saved: look at it again."


class DeskView(PermissionRequiredMixin, TemplateView):
    """A page of the desk. Who may not see it gets 403 before anything is looked up."""

    raise_exception = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)


class OfShow:
    """A page of the show of its address; of one that went into another, that of the other, with what was sent."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            merges = Merge.objects.filter(what=Merge.What.SHOW, gone=kwargs["pk"])
            kept = merged_into(merges.values_list("gone", flat=True)).get(kwargs["pk"])
            if kept is None:
                raise
        address = reverse(request.resolver_match.view_name, args=[kept])
        if request.method == "POST":
            return redirect(sent.keep(request, told=MERGED, path=address))
        return redirect(address)


class FindShowView(DeskView):
    """Which show is it about? Works as typed, and without scripts by its button."""

    permission_required = "shows.record_status"
    template_name = "admin/desk/find_show.html"

    def get(self, request, *args, **kwargs):
        found = self.found
        if len(found) == 1 and not request.headers.get("HX-Request"):
            return redirect("desk:record", found[0].pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def query(self):
        return one_line(self.request.GET.get("q", ""))[:200]

    @cached_property
    def found(self):
        shows = Show.objects.found_by(self.query).with_status().a_to_z()
        return list(shows[:FOUND]) if self.query else []

    def get_template_names(self):
        return ["admin/desk/_found.html"] if self.request.headers.get("HX-Request") else [self.template_name]

    def get_context_data(self, **kwargs):
        recent = [] if self.query else self.recent
        return super().get_context_data(
            title="Record a status change", query=self.query, found=self.found, recent=recent, **kwargs
        )

    @property
    def recent(self):
        """The shows of the entries that were recorded last, the last first."""
        latest = dict.fromkeys(StatusEntry.objects.order_by("-recorded_at").values_list("show", flat=True)[:100])
        shows = Show.objects.with_status().in_bulk(list(latest)[:FOUND])
        return [shows[pk] for pk in latest if pk in shows]


class RecordView(DeskView):
    """Two steps: what happened, then what that does; nothing is saved before the second is confirmed."""

    permission_required = "shows.record_status"
    form_class = RecordForm
    asks = ()  # fields that the preview has beside its button; no notice depends on them
    corrects = None
    sent = None

    @cached_property
    def show(self):
        return get_object_or_404(Show.objects.select_related("network"), pk=self.kwargs["pk"])

    def form(self, data=None, **kwargs):
        return self.form_class(data, show=self.show, at=timezone.now(), **kwargs)

    def get(self, request, *args, **kwargs):
        if found := sent.of(request):
            self.sent = found.fields
            if "page" in request.GET:
                return self.show_page(pk_said(request.GET["page"]))
            return self.answer_to_what_was_sent(moved=found.told)
        if sent.is_named(request):
            messages.info(request, "What you had typed here is no longer kept.")
            return redirect(request.path)
        return self.show_form(self.form(initial=self.given()))

    def given(self):
        """What the link that leads here fills in."""
        return {name: self.request.GET[name] for name in ("season", "status") if name in self.request.GET}

    def post(self, request, *args, **kwargs):
        """Records, or leads to the page that answers: whoever goes back to that sends nothing again."""
        self.sent, told = request.POST, ""
        form = self.form(self.sent)
        if self.step == "save" and form.is_valid() and self.is_what_was_seen(form):
            try:
                return self.save(form)
            except LedgerMoved as moved:
                told = str(moved)
            except IntegrityError:
                told = "Somebody merged or deleted what you chose, at this moment. Nothing was saved: look again."
            except AlreadyRecorded as same:
                return self.is_there(same)
            except Refused as refusal:
                if refusal.field == "corrects" and (correction := self.correction_of_mine()):
                    return self.is_there(AlreadyRecorded("This is corrected already.", entry=correction))
        return redirect(sent.keep(request, told=told))

    def answer_to_what_was_sent(self, *, moved):
        form, step = self.form(self.sent), self.step
        if step == "edit" or not form.is_valid():
            return self.show_form(form)
        try:
            unread, most = step == "save" and not moved, MOST_AT_ALL if step == "everything" else MOST
            return self.show_preview(form, unread=unread, moved=moved, most=most)
        except AlreadyRecorded as same:
            if step == "save":
                return self.is_there(same)
            form.add_error(None, _sentence(same))
        except Refused as refusal:
            form.refuse(refusal)
        return self.show_form(form)

    @property
    def came_from(self):
        """The pk of the article from whose page somebody came, and goes back to."""
        asked = self.request.GET if self.sent is None else self.sent
        return pk_said(asked.get("from", ""))

    @property
    def step(self):
        return self.sent.get("step")

    def is_what_was_seen(self, form):
        return constant_time_compare(self.sent.get("seen", ""), self.seen(form, self.ticks))

    # -- the steps -------------------------------------------------------------------------------

    def show_form(self, form):
        current = current_of(timeline_of(self.show))
        context = {
            "title": self.title,
            "form": form,
            "mistakes": mistakes.of(form),
            "show": self.show,
            "current": current,
            "choices": [] if self.corrects else likely_next(current),
            "came_from": self.came_from,
            "corrects": self.corrects,
        }
        return self.answer("admin/desk/record_form.html", context)

    def look(self, form, **asked):
        return recording.look(form.wanted(), at=timezone.now(), ticks=self.ticks, corrects=self.corrects, **asked)

    def show_page(self, pk):
        """The public page of an article whose notice comes, goes or changes by what was sent, as it would be."""
        if not self.request.user.has_perm("articles.view_article"):
            raise PermissionDenied
        form, changed = self.form(self.sent), ()
        if form.is_valid():
            with suppress(AlreadyRecorded, Refused):
                impact = self.look(form, only=pk).impact
                changed = (*impact.gains, *impact.changes, *impact.loses)
        then = next((one.then for one in changed if one.article.pk == pk), None)
        if then is None:
            raise Http404("This does nothing to the page of such an article.")
        page = page_told(then, Look(timezone.now()))
        return framed(render(self.request, "articles/article_detail.html", page))

    def show_preview(self, form, *, unread=False, moved="", most=MOST):
        found = self.look(form, most=most)
        impact = found.impact
        ticks = Ticks(
            implied=frozenset(recording.name_of(one) for one, ticked in found.proposals if ticked),
            implied_shown=frozenset(recording.name_of(one) for one, _ in found.proposals),
            moves=frozenset(move.coverage.pk for move in impact.moves if move.ticked),
            moves_shown=frozenset(move.coverage.pk for move in impact.moves),
        )
        change = impact.change
        context = {
            "title": self.title,
            "form": form,
            "asked": [form[name] for name in self.asks],
            "show": self.show,
            "came_from": self.came_from,
            "corrects": self.corrects,
            "impact": impact,
            "look": found,
            "event": change.event and Event(change.event).label,
            "confirmation": Confirmation(change.confirmation).label,
            "premiere": change.premiere_on and in_words(change.premiere_on, change.premiere_precision),
            "proposals": [(recording.name_of(one), one, ticked) for one, ticked in found.proposals],
            "like": recording.like(change.network),
            "new_season": change.season and not self.show.seasons.filter(number=change.season.number).exists(),
            "seen": self.seen(form, ticks, impact.token),
            "unread": unread,
            "moved": moved,
            "most": most,
            "most_at_all": MOST_AT_ALL,
            "is_more_than_all": impact.is_further_least or impact.further + most > MOST_AT_ALL,
        }
        return self.answer("admin/desk/record_preview.html", context)

    def save(self, form):
        done = recording.record(
            form.wanted(),
            by=self.request.user,
            at=timezone.now(),
            ticks=self.ticks,
            keep=self.ticks.moves_shown - self.ticks.moves,
            expected=self.sent.get("token", ""),
            corrects=self.corrects,
        )
        messages.success(self.request, self.told(done))
        return redirect(self.timeline(done.entry))

    def is_there(self, same):
        # Most likely the same button, pressed twice.
        messages.info(self.request, f"{_sentence(same)} Nothing was written.")
        return redirect(self.timeline(same.entry))

    def correction_of_mine(self):
        return StatusEntry.objects.filter(corrects=self.corrects, recorded_by=self.request.user).first()

    # -- what they need --------------------------------------------------------------------------

    @cached_property
    def ticks(self):
        """What is ticked on the preview that was posted; of none, all as it is proposed."""
        said = self.sent

        def numbers(name):
            return frozenset(map(pk_said, said.getlist(name))) - {None}

        return Ticks(
            implied=frozenset(said.getlist("implied")),
            implied_shown=frozenset(said.getlist("implied_shown")),
            moves=numbers("move"),
            moves_shown=numbers("move_shown"),
        )

    def seen(self, form, ticks, token=None):
        """Names all that a preview showed, so that nobody saves anything else by its button."""
        token = self.sent.get("token", "") if token is None else token
        said = sorted((name, str(value)) for name, value in form.cleaned_data.items() if name not in self.asks)
        ticked = [sorted(some) for some in (ticks.implied, ticks.implied_shown, ticks.moves, ticks.moves_shown)]
        everything = repr((self.request.path, said, ticked, token))
        return salted_hmac("newsroom.desk.seen", everything, algorithm="sha256").hexdigest()

    @property
    def title(self):
        return f"Record a status change of {self.show.told_apart}"

    def told(self, done):
        first, *further = map(_words, done.entries)
        also = f" With it: {'; '.join(further)}." if further else ""
        return f"Recorded: {first}.{also}"

    def timeline(self, entry):
        """The ledger, which begins with what was recorded this minute, wherever its place is."""
        back = f"&from={self.came_from}" if self.came_from else ""
        return f"{reverse('desk:ledger', args=[self.show.pk])}?new={entry.pk}{back}"

    def answer(self, template, context):
        self.template_name = template
        return self.render_to_response(self.get_context_data(**context))


class CorrectView(RecordView):
    """An entry is put right by another one, after the same look at what that does."""

    permission_required = "shows.correct_ledger"
    form_class = CorrectForm

    @cached_property
    def corrects(self):
        entries = StatusEntry.objects.select_related("show__network", "season", "network", "corrects__season")
        return get_object_or_404(entries, pk=self.kwargs["pk"])

    @property
    def show(self):
        return self.corrects.show

    def get(self, request, *args, **kwargs):
        # What somebody has typed is shown to him or her in any case.
        correction = StatusEntry.objects.filter(corrects=self.corrects).first()
        if correction and not sent.of(request):
            messages.warning(request, "This entry was corrected already: correct the correction instead.")
            return redirect(f"{self.timeline(correction)}#entry-{correction.pk}")
        return super().get(request, *args, **kwargs)

    def given(self):
        # What was reported, and is official since, is so by another word.
        official = {"confirmation": Confirmation.OFFICIAL, "source_name": "", "source_url": ""}
        if self.request.GET.get("add") == "official":
            return official
        undoes = self.request.GET.get("outcome") == CorrectForm.VOID and self.corrects.status
        return {"outcome": CorrectForm.VOID} if undoes else {}

    def form(self, data=None, **kwargs):
        form = self.form_class(data, entry=self.corrects, at=timezone.now(), **kwargs)
        if data is None and "add" in self.request.GET:
            form.fields["source_name"].widget.attrs["autofocus"] = True
        return form

    @property
    def title(self):
        return f"Correct an entry of {self.show.told_apart}"

    def told(self, done):
        first, *further = done.entries
        now = f"Instead: {_words(first)}." if first.status else "It did not hold."
        also = f" With it: {'; '.join(_words(one.corrects) for one in further)}." if further else ""
        return f"Corrected: {_words(self.corrects)}. {now}{also}"


class RecordOfShowView(OfShow, RecordView):
    """As it is reached from a show, or by finding one."""


class LedgerView(OfShow, DeskView):
    """The ledger of one show, newest first."""

    permission_required = ("shows.view_show", "shows.view_statusentry")
    template_name = "admin/desk/ledger.html"

    def get_context_data(self, **kwargs):
        show = get_object_or_404(Show.objects.select_related("network"), pk=self.kwargs["pk"])
        timeline, new = timeline_of(show), pk_said(self.request.GET.get("new", ""))
        return super().get_context_data(
            title=f"The ledger of {show.told_apart}",
            show=show,
            timeline=timeline,
            new=new,
            added=next((one for one in timeline if one.pk == new), None),
            came_from=pk_said(self.request.GET.get("from", "")),
            **kwargs,
        )


def pk_said(said):
    """The number that was sent, or ``None`` for what is none; Python takes no more than some thousand digits."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def _words(entry):
    subject = f"season {entry.season.number} of “{entry.show}”" if entry.season_id else f"“{entry.show}”"
    return f"{subject} {entry.label.lower()}, {entry.effective_words}"


def _sentence(refusal):
    text = str(refusal)
    return text[:1].upper() + text[1:]
