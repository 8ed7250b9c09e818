"""As of, of a show: what we believed of it, what was true, and what readers could read about it at some moment."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles import explain, notices
from articles.admin.as_of import AsOfForm, frame, query
from articles.models import Article, Coverage, Publication
from newsroom.desk.ledger import DeskView, OfShow
from newsroom.lib.paging import NotACursor, Order
from shows.history import History
from shows.models import Show, StatusEntry
from shows.moments import AROUND, Course, Turn, answers, turns_of

ENTRIES = 50  # of a ledger, the newest of which are shown
ARTICLES = 20
FIRST_OUT = Order(Article, "-first_published_at", "-pk")  # of what was redated as well: it never moves


class ShowAsOfView(OfShow, DeskView):
    permission_required = ("shows.view_show", "shows.view_statusentry")
    template_name = "admin/desk/as_of.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        show = get_object_or_404(Show.objects.select_related("network"), pk=self.kwargs["pk"])
        form = AsOfForm(request.GET, now=timezone.now())
        at = form.cleaned_data["at"] if form.is_valid() else None
        told = self._told(show, at) if at else {}
        context = self.get_context_data(
            title="As of", show=show, **frame(request, form, told.get("course")), **_without_course(told)
        )
        return self.render_to_response(context, status=200 if at else 400)

    def _told(self, show, at):
        today = History.of(show)
        then = today.as_recorded_by(at)
        seasons = sorted({line.season for line in today.lines if line.season and line.effective_at <= at})
        found = answers(
            [(show, number) for number in (None, *seasons)], at, then={show.pk: then}, today={show.pk: today}
        )
        known, in_force = then.lines[::-1], [line for line in today.standing if line.effective_at <= at][::-1]
        entries = _entries(known[:ENTRIES] + in_force[:ENTRIES])
        turns = list(turns_of(today))
        shown = {
            # The show always; a season that nobody had heard of, and that there wasn't, is no news.
            "answers": [one for one in found if one.season is None or one.believed or one.true],
            "known": [(entries[line.pk], line.pk in then.corrected_by) for line in known[:ENTRIES]],
            "known_left": len(known[ENTRIES:]),
            "in_force": [(entries[line.pk], line.recorded_at > at) for line in in_force[:ENTRIES]],
            "in_force_left": len(in_force[ENTRIES:]),
        }
        if self.request.user.has_perm("articles.view_article"):
            turns = _around(turns, *self._public_acts(show, at))
            shown |= self._articles(show, at)
        return shown | {"course": Course(turns, at)}

    # -- what readers could read ------------------------------------------------------------------

    def _about(self, show):
        covers = Coverage.objects.filter(article=OuterRef("pk"), show=show, mention_only=False)
        return Article.objects.visible_to(self.request.user).filter(Exists(covers))

    def _public_acts(self, show, at):
        """The nearest before ``at`` and after it, as turns."""
        acts = Publication.objects.filter(article__in=self._about(show).values("pk"))
        columns = ("at", "act", "revision__headline")
        before = acts.filter(at__lte=at).order_by("-at", "-pk").values_list(*columns)[:AROUND]
        after = acts.filter(at__gt=at).order_by("at", "pk").values_list(*columns)[:AROUND]
        return [
            [Turn(at, f"{Publication.Act(act).label}: “{said}”") for at, act, said in some] for some in (before, after)
        ]

    def _articles(self, show, at):
        out = self._about(show).filter(first_published_at__lte=at)
        if after := self.request.GET.get("after"):
            try:
                out = FIRST_OUT.after(out, FIRST_OUT.position(after))
            except NotACursor as error:
                raise Http404("There is no such page.") from error
        rows, cursor = FIRST_OUT.page(out.only("first_published_at"), ARTICLES)
        pieces = [_piece(one, show) for one in explain.as_of_all([row.pk for row in rows], at)]
        older = cursor and f"{query(at)}&after={cursor}#articles"
        return {"pieces": [one for one in pieces if one], "older": older, "is_further": bool(after), "first": query(at)}


def _piece(article, show):
    """What readers had of an article that told something about ``show``, or ``None``."""
    told = notices.subjects(article)
    about = [one for one in told if one.coverage.show_id == show.pk and not one.coverage.mention_only]
    if not article.is_public or not about:
        return None
    return {"article": article, "about": about, "notice": notices.for_article(article, everything=told)}


def _entries(lines):
    found = StatusEntry.objects.select_related("season", "network")
    return found.in_bulk({line.pk for line in lines})


def _around(turns, before, after):
    """With the acts that are nearest; beyond the furthest of them nobody knows which there are, and none is told."""
    if len(before) == AROUND:
        turns = [turn for turn in turns if turn.at >= before[-1].at]
    if len(after) == AROUND:
        turns = [turn for turn in turns if turn.at <= after[-1].at]
    return [*turns, *before, *after]


def _without_course(told):
    return {name: value for name, value in told.items() if name != "course"}
