"""What narrows a list of articles, for feeds and API."""

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Author, Byline, Coverage, Section, Topic
from newsroom.lib.paging import Order
from newsroom.lib.parameters import (
    CursorFilter,
    LimitFilter,
    MomentFilter,
    NumberFilter,
    OneOfFilter,
    Parameters,
    RowsFilter,
    YesOrNoFilter,
)
from shows.models import Show
from shows.parameters import networks
from shows.statuses import BY_STRENGTH, Kind

# Frozen, so that whoever follows the pages meets each article once.
NEWEST_FIRST = Order(Article, "-first_published_at", "-pk")


class ArticleFilter(Parameters):
    show = RowsFilter(
        rows=lambda slug: Show.objects.filter(slug=slug),
        remedy="the slug of a show's page",
        method="covering",
        help_text="Articles about this show, by its slug; mentions included.",
    )
    season = NumberFilter(
        least=1, most=200, method="of_the_show", help_text="Together with `show`: articles about this season of it."
    )
    network = RowsFilter(
        rows=networks,
        remedy="the slug or a name of a network",
        method="on_network",
        help_text="Articles about a show that is on this network today, by the network's slug or any of its names.",
    )
    section = RowsFilter(
        "section",
        "in",
        rows=lambda slug: Section.objects.filter(slug=slug),
        remedy="the slug of a section",
        help_text="Articles in this section, by its slug.",
    )
    topic = RowsFilter(
        rows=lambda slug: Topic.objects.filter(slug=slug),
        remedy="the slug of a topic",
        method="on_topic",
        help_text="Articles on this topic, by its slug.",
    )
    author = RowsFilter(
        rows=lambda name: Author.objects.filter(Q(slug=name) | Q(name=name)),
        remedy="the slug or the name of an author",
        method="by_author",
        help_text="Articles with this byline, by the author's slug or name.",
    )
    since_changed = YesOrNoFilter(
        method="which_since_changed",
        help_text="`true`: only articles of which something has since changed; `false`: only the others.",
    )
    kind = OneOfFilter(
        words=[kind for kind in BY_STRENGTH if kind != Kind.SAME],
        method="with_notice",
        help_text="Articles whose notice is of this kind.",
    )
    published_after = MomentFilter(
        "first_published_at",
        "gte",
        help_text="First published on this day of ours or later, or at this time or later: "
        "`2025-06-06`, or `2025-06-06T14:05:00Z`.",
    )
    published_before = MomentFilter(
        "first_published_at", "lte", ends=True, help_text="First published by the end of this day, or by this time."
    )

    class Meta:
        model = Article
        fields = []

    def problems(self):
        found = super().problems()
        if "season" in self.data and "show" not in self.data:
            found.append(("season", "It is a season of no show: give show, too."))
        return found

    def covering(self, articles, name, found):
        coverage = Coverage.objects.filter(article=OuterRef("pk"), show=found[0], relied_at__isnull=False)
        number = self.form.cleaned_data["season"]
        return articles.filter(Exists(coverage.filter(season__number=number) if number else coverage))

    def of_the_show(self, articles, name, number):
        return articles  # one coverage is of both: see above

    def on_network(self, articles, name, found):
        covered = Coverage.objects.filter(article=OuterRef("pk"), relied_at__isnull=False, show__network__in=found)
        return articles.filter(Exists(covered))

    def on_topic(self, articles, name, found):
        return articles.filter(Exists(Article.topics.through.objects.filter(article=OuterRef("pk"), topic=found[0])))

    def by_author(self, articles, name, found):
        return articles.filter(Exists(Byline.objects.filter(article=OuterRef("pk"), author__in=found)))

    def which_since_changed(self, articles, name, changed):
        return articles.since_changed(changed)

    def with_notice(self, articles, name, kind):
        stronger = BY_STRENGTH[: BY_STRENGTH.index(kind)]
        telling = Coverage.objects.filter(article=OuterRef("pk")).telling()
        return articles.filter(
            Exists(telling.filter(standing__kind=kind)),
            ~Exists(telling.filter(standing__kind__in=stronger)),
            is_exempt=False,
        )


class FeedFilter(ArticleFilter):
    cursor = CursorFilter(order=NEWEST_FIRST, help_text="From `next_url`.")


class ArticleListFilter(FeedFilter):
    limit = LimitFilter()
