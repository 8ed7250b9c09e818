"""The stale desk: published articles that have since changed, until somebody has decided on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.http import urlencode

from articles import notices, outcomes
from articles.admin.acts import ACTS
from articles.models import Article, Undecided, UndecidedOf
from articles.stale import Place, first
from newsroom.desk.ledger import DeskView
from newsroom.desk.saved_views import ViewForm, narrows_of
from newsroom.desk.stale_filters import StaleFilter
from newsroom.lib.paging import NotACursor, cursor_of, values_of
from newsroom.models import SavedView
from newsroom.views import FrontPageView
from shows.statuses import Kind

SIZE = 30
MOST = 100  # that are counted: beyond that, the number tells nobody anything new
BY_RANK = list(Undecided.RANKS.values())
DECISIONS = ("review", "follow_up", "exempt", "withdraw", "assign")


@dataclass(frozen=True)
class Change:
    """What an article says of a show or a season, and what is true of it now."""

    told: notices.Told

    @property
    def now(self):
        """What has changed, and how it stands today where that is something else again."""
        return self.told.sentences[:-1] or self.told.sentences

    @property
    def says(self):
        """The pinned status, in words."""
        then = self.told.then
        if then is None:
            return "Nothing recorded"
        return f"{then.label} on {then.network}" if then.network else then.label


@dataclass(frozen=True)
class Row:
    """An article on the desk: of each show what it says and what is true now, and what names it as it was read."""

    article: Article
    notice: notices.Notice
    changes: tuple[Change, ...]  # the worst first, one a show as in its notice
    worst: int
    is_on_front: bool
    stands: datetime
    read: str

    @property
    def pk(self):
        """As it is named in a form."""
        return str(self.article.pk)

    @property
    def kind(self):
        return Undecided.RANKS[self.worst]

    @property
    def label(self):
        return Kind(self.kind).label


class StaleView(DeskView):
    """A page of the list, for editors everything, for reporters what is theirs, to read."""

    permission_required = "articles.view_article"
    template_name = "admin/desk/stale.html"

    def get(self, request, *args, **kwargs):
        if "view" in request.GET and self.view is None:
            messages.info(request, "This view is not here any more. You see everything that has since changed.")
            return redirect("desk:stale")
        return self.answer()

    def answer(self):
        return self.render_to_response(self.get_context_data())

    @cached_property
    def views(self):
        return list(SavedView.objects.visible_to(self.request.user))

    @cached_property
    def view(self):
        """The saved view that is asked for, if it is there."""
        return self._named("view")

    def _named(self, parameter):
        said = self.request.GET.get(parameter, "")
        return next((one for one in self.views if str(one.pk) == said), None)

    @cached_property
    def filter(self):
        asked = self.view.narrows if self.view else self.request.GET
        return StaleFilter(asked, queryset=visible_to(self.request.user), request=self.request)

    def get_context_data(self, **kwargs):
        rows, older = page_of(self.filter.qs, self.request.GET.get("before"))
        kept = self.request.GET.copy()
        ticked = kept.pop("ticked", [])
        here = f"{self.request.path}?{kept.urlencode()}" if kept else self.request.path
        kept.pop("before", None)
        was = self.view or self._named("from")
        may = [ACTS[name] for name in DECISIONS if self.request.user.has_perm(f"articles.{ACTS[name].permission}")]
        return super().get_context_data(
            title="Stale desk",
            rows=rows,
            older=older,
            kept=kept.urlencode(),
            here=here,
            ticked=ticked,
            filter=self.filter,
            views=self.views,
            view=self.view,
            was=was if was and was.may_be_changed_by(self.request.user) else None,
            narrows=urlencode(narrows_of(self.filter.data)),
            keeping=ViewForm(user=self.request.user),
            number=self.filter.qs.counted(MOST + 1) if self.filter.is_narrowed else waiting_for(self.request),
            most=MOST,
            acts=may,
            is_first="before" not in self.request.GET,
            can_update=self.request.user.has_perm("articles.edit_any_article"),
            **kwargs,
        )


def visible_to(user):
    """Whoever may decide sees everything, a reporter his or her own."""
    if user.has_perm("articles.review_article"):
        return Undecided.objects.all()
    return UndecidedOf.objects.of(user)


def waiting_for(request):
    """How many wait on the desk of whoever asks, or one more than ``MOST``: counted once a request, for the page and
    the navigation."""
    if not hasattr(request, "stale_number"):
        request.stale_number = visible_to(request.user).counted(MOST + 1)
    return request.stale_number


def front():
    """What stands on the front page now."""
    return Article.objects.published().newest_first().values("pk")[: FrontPageView.size]


def page_of(undecided, before=None, *, size=SIZE):
    """The rows after the place ``before``, and the cursor of those after them or ``None``. Raises ``Http404``."""
    after = _place(before) if before is not None else None
    places = _places(undecided, after, size + 1)
    older = _cursor(places[size - 1]) if len(places) > size else None
    return rows_of(places[:size]), older


def _places(undecided, after, size):
    """What stands there, as ``in_order`` gives it; of all that is undecided by the way that looks at the top alone."""
    if not undecided.query.where:
        # The newest are those on the front page: no need to ask which, in order to have them first.
        return [place._asdict() | {"behind": 1} for place in first(size, after=after and Place(after[0], *after[2:]))]
    found = undecided.in_order(front())
    return list(found.after(*after)[:size] if after else found[:size])


def _cursor(place):
    return cursor_of([place["worst"], place["behind"], place["newest"].isoformat(), place["article"]])


def _place(cursor):
    try:
        worst, behind, newest, article = values_of(cursor)
        numbers = [int(one) for one in (worst, behind, article)]
        newest = parse_datetime(newest)
    except (NotACursor, ValueError, TypeError, OverflowError) as error:
        raise Http404("There is no such page.") from error
    if newest is None or timezone.is_naive(newest) or not all(0 <= one < 2**62 for one in numbers):
        raise Http404("There is no such page.")
    return numbers[0], numbers[1], newest, numbers[2]


def rows_of(places):
    """The rows of ``places``, as ``in_order`` gives them: the same number of statements, however many."""
    pks = [place["article"] for place in places]
    found = Article.objects.filter(pk__any_of=pks).for_cards().select_related("assigned_to")
    undecided = UndecidedOf.objects.filter(article=OuterRef("pk")).order_by("since", "turned_by")
    undecided = undecided.values(said=JSONObject(turn="turned_by", since="since"))
    found = found.annotate(is_on_front=Q(pk__in=front()), undecided=ArraySubquery(undecided))
    articles = {article.pk: article for article in found}
    reporters = notices.reporters_of(articles.values())
    made = [_row(place, articles.get(place["article"]), reporters) for place in places]
    return [row for row in made if row]


def _row(place, article, reporters):
    told = [one for one in notices.subjects(article) if one.since_changed] if article else []
    turns = {one["turn"] for one in article.undecided} if article else ()
    mine = [one for one in told if one.turned_by in turns]
    if not mine:
        return None  # somebody has decided on it this moment
    mine.sort(key=lambda one: BY_RANK.index(one.kind))
    by_show = {}
    for one in mine:
        by_show.setdefault(one.coverage.show_id, Change(one))
    notice = notices.for_article(article, reporters=reporters)
    stands = parse_datetime(article.undecided[0]["since"])
    read = outcomes.named(article.live_revision.number, turns)
    return Row(article, notice, tuple(by_show.values()), place["worst"], article.is_on_front, stands, read)
