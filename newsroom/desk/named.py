"""Shows that published articles name and do not cover: a list to go through, to cover them or set them aside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import django_filters
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from articles import filing, uncovered
from articles.admin import lists
from articles.holding import NotAllowed
from articles.models import Article, Section, Uncovered
from articles.models.uncovered import NEWEST
from newsroom.desk.ledger import DeskView
from newsroom.desk.stale_filters import choice, model_choice, typed
from newsroom.lib.paging import NotACursor, query_of
from shows.models import Show

SIZE = 30
MOST = 1000  # that are counted
MOST_SHOWS = 200  # that a title finds
AT_ONCE = 100
TOLD = 10  # refusals that are told one by one
MENTION = partial(uncovered.cover, mention_only=True)
ACTS = {"cover": uncovered.cover, "mention": MENTION, "not_about": uncovered.set_aside}


class NamedFilter(django_filters.FilterSet):
    q = typed("Headline", method="which_say")
    show = typed("Show", method="which_name")
    section = model_choice("Section", Section.objects.all(), field_name="article__section")
    where = choice("Named first in", [(one.value, f"The {one.label}") for one in Uncovered.Where])

    class Meta:
        model = Uncovered
        fields = []

    @property
    def is_narrowed(self):
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def which_say(self, rows, name, words):
        return rows.filter(article__in=lists.search(Article.objects.published(), words).values("pk"))

    def which_name(self, rows, name, title):
        # Their keys, so that it is planned for so few: else the whole list might be walked for a show of one row.
        shows = Show.objects.found_by(title).order_by("pk").values_list("pk", flat=True)[:MOST_SHOWS]
        return rows.filter(show__in=list(shows))


@dataclass(frozen=True)
class Row:
    """What is listed, with its show as it stands today."""

    found: Uncovered
    show: Show

    @property
    def article(self):
        return self.found.article

    @property
    def value(self):
        """How the form names it."""
        return f"{self.article.pk}.{self.show.pk}"

    @property
    def subject(self):
        return f"{self.show.told_apart}, season {self.found.season}" if self.found.season else self.show.told_apart


class NamedView(DeskView):
    """A page of the list, the newest article first; what is ticked is settled, each row on its own."""

    permission_required = ("articles.change_article", "articles.edit_any_article")
    template_name = "admin/desk/named.html"
    http_method_names = ["get", "post"]

    def get(self, request, *args, **kwargs):
        try:
            cursor = request.GET.get("cursor")
            self.position = NEWEST.position(cursor) if cursor else None
        except NotACursor:
            return redirect(request.path)
        return super().get(request, *args, **kwargs)

    @cached_property
    def filter(self):
        return NamedFilter(self.request.GET, queryset=Uncovered.objects.all(), request=self.request)

    def get_context_data(self, **kwargs):
        found = self.filter.qs.select_related("article__live_revision", "article__section")
        found = found.defer("article__live_revision__body")
        rows, cursor = NEWEST.page(NEWEST.after(found, self.position) if self.position else found, SIZE)
        shows = Show.objects.filter(pk__in={one.show_id for one in rows}).with_status().in_bulk()
        return super().get_context_data(
            title="Named, not covered",
            rows=[Row(one, shows[one.show_id]) for one in rows if one.show_id in shows],
            filter=self.filter,
            number=self.filter.qs.order_by()[: MOST + 1].count(),
            most=MOST,
            is_first=self.position is None,
            kept=query_of(self.request),
            older=cursor and query_of(self.request, cursor=cursor),
            **kwargs,
        )

    # -- settling --------------------------------------------------------------------------------

    def post(self, request, *args, **kwargs):
        # A row's own button names the act and the row; the others name the act, for all that is ticked.
        name, _, only = request.POST.get("act", "").partition("-")
        if name not in ACTS:
            raise Http404("There is no such act.")
        wanted = [only] if only else request.POST.getlist("row")
        pairs = list(dict.fromkeys(pair for one in wanted if (pair := _pair(one))))
        if not pairs:
            messages.warning(request, "Nothing was ticked: tick the rows first, then choose what becomes of them.")
            return redirect(self.back)
        self._settle(ACTS[name], pairs[:AT_ONCE])
        return redirect(self.back)

    def _settle(self, act, pairs):
        # Who may change any article is asked before; of what is sealed, few know.
        articles = Article.objects.visible_to(self.request.user).in_bulk({pk for pk, _ in pairs})
        shows = Show.objects.in_bulk({pk for _, pk in pairs})
        done, refused = [], []
        for article, show in ((articles.get(pk), shows.get(of)) for pk, of in pairs):
            if article is None or show is None:
                refused.append(
                    "An article or a show that you ticked is not at the desk any more: nothing was done to it."
                )
                continue
            try:
                act(article, show, by=self.request.user, at=timezone.now())
            except (NotAllowed, filing.Refiled) as refusal:
                refused.append(str(refusal))
            else:
                done.append((article, show))
        if done:
            messages.success(self.request, self._done(act, done))
        for refusal in refused[:TOLD]:
            messages.warning(self.request, refusal)
        if len(refused) > TOLD:
            messages.warning(self.request, f"And {len(refused) - TOLD} more: look at the list.")

    def _done(self, act, done):
        article, show = done[0]
        is_one, many = len(done) == 1, len(done)
        if act is uncovered.set_aside:
            aside = f"{many} rows are set aside: the articles are not about these shows."
            return f"“{article}” is not about “{show}”." if is_one else aside
        if act is MENTION:
            return f"“{article}” mentions “{show}”." if is_one else f"{many} shows are listed as mentions now."
        said = f"“{article}” covers “{show}” now." if is_one else f"{many} shows are covered now."
        covering = {article.pk for article, _ in done}
        changed = Article.objects.published().since_changed().filter(pk__in=covering).count()
        if not changed:
            return said
        which = "It has" if len(covering) == 1 else f"{changed} of the articles ha{'s' if changed == 1 else 've'}"
        return f"{said} {which} since changed: readers are told, and the stale desk waits for a decision."

    @property
    def back(self):
        """The list from which they were ticked, narrowed as it was."""
        asked, home = self.request.POST.get("back", ""), reverse("desk:named")
        ours = asked.startswith(home) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if ours else home


def _pair(said):
    """The keys of an article and a show, or ``None``."""
    keys = said.split(".")
    is_pair = len(keys) == 2 and all(key.isascii() and key.isdigit() and len(key) < 16 for key in keys)
    return (int(keys[0]), int(keys[1])) if is_pair else None
