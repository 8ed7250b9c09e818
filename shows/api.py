"""Shows and their ledgers as programs read them."""

from django.db.models import Prefetch
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from newsroom.lib import rest
from newsroom.lib.periods import Precision, as_text, midnight
from shows import parameters, statuses
from shows.models import Credit, Show, Standing
from shows.statuses import Confirmation, Event, Kind, Status

# -- what is told -----------------------------------------------------------------------------------


class NetworkSerializer(serializers.Serializer):
    name = serializers.CharField()
    slug = serializers.CharField()


class TodaySerializer(serializers.Serializer):
    """A status, since when it holds and by whose word."""

    entry = serializers.IntegerField(source="pk", help_text="The `id` of its entry in the ledger.")
    status = serializers.ChoiceField(Status.choices)
    label = serializers.CharField(help_text="The status in words.")
    effective = serializers.CharField(source="effective_text", help_text="When it took effect; see the ledger.")
    precision = serializers.ChoiceField(Precision.choices)
    confirmation = serializers.ChoiceField(Confirmation.choices)
    source_name = serializers.CharField(help_text="Who says so; empty where we do.")
    source_url = serializers.CharField(help_text="Where it says so; may be empty.")
    network = NetworkSerializer(allow_null=True, help_text="The network that the entry names.")
    recorded_at = rest.MomentField(help_text="When we learned it.")


class ShowSerializer(serializers.Serializer):
    """A show, with today's status."""

    title = serializers.CharField()
    slug = serializers.SlugField(help_text="Names the show in every address and filter.")
    url = serializers.SerializerMethodField(help_text="Its page for readers.")
    api_url = serializers.SerializerMethodField(help_text="Its seasons and people, here.")
    year = serializers.IntegerField(allow_null=True, help_text="The year it first aired, where it was recorded.")
    country = serializers.CharField(help_text="Two letters; may be empty.")
    also_known_as = serializers.ListField(child=serializers.CharField())
    network = NetworkSerializer(allow_null=True, help_text="Today's.")
    status = TodaySerializer(
        source="today", allow_null=True, help_text="Today's, of the show as a whole; null where none is recorded."
    )

    def get_url(self, show) -> str:
        return rest.address_of(show.get_absolute_url())

    def get_api_url(self, show) -> str:
        return rest.address("show", show.slug)


class SeasonSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    status = TodaySerializer(
        source="today", allow_null=True, help_text="Today's; null where none is recorded of this season itself."
    )
    episodes = serializers.IntegerField(allow_null=True)
    premiered_on = serializers.DateField(allow_null=True)
    finale_on = serializers.DateField(allow_null=True)
    release = serializers.CharField(help_text="How it came out, such as “all at once”; may be empty.")


class CreditSerializer(serializers.Serializer):
    name = serializers.CharField(source="person.name")
    slug = serializers.CharField(source="person.slug")
    role = serializers.ChoiceField(Credit.Role.choices)
    character = serializers.CharField(help_text="Whom they play; may be empty.")


class FullShowSerializer(ShowSerializer):
    """A show with its seasons and people, and the ways to its ledger and articles."""

    seasons = SeasonSerializer(many=True)
    credits = CreditSerializer(many=True, help_text="Creators and cast, each in billing order.")
    ledger_url = serializers.SerializerMethodField(help_text="Every status that it and its seasons have had.")
    articles_url = serializers.SerializerMethodField(help_text="Our articles about it.")

    def get_ledger_url(self, show) -> str:
        return rest.address("ledger", show.slug)

    def get_articles_url(self, show) -> str:
        return f"{rest.address('articles')}?show={show.slug}"


class ShowPageSerializer(rest.PageSerializer):
    results = ShowSerializer(many=True)


class EntrySerializer(serializers.Serializer):
    """One line of a show's ledger. Entries are only ever added, and never changed."""

    id = serializers.IntegerField()
    season = serializers.SerializerMethodField(help_text="The season's number, or null for the show as a whole.")
    status = serializers.ChoiceField(
        Status.choices, allow_null=True, help_text="Null: the entry only says that the one that it corrects was wrong."
    )
    label = serializers.CharField(help_text="The status in words.")
    event = serializers.ChoiceField(Event.choices, help_text="Why it came about.")
    effective = serializers.CharField(
        source="effective_text",
        help_text="When it took effect, as precise as it is known: `2025`, `2025-Q2`, `2025-06`, `2025-06-06`, "
        "or a minute with its offset. Days are calendar days of the newsroom.",
    )
    precision = serializers.ChoiceField(Precision.choices)
    recorded_at = rest.MomentField(help_text="When we learned it.")
    confirmation = serializers.ChoiceField(Confirmation.choices)
    source_name = serializers.CharField(help_text="Who says so; empty where we do.")
    source_url = serializers.CharField(help_text="Where it says so; may be empty.")
    network = NetworkSerializer(allow_null=True)
    premiere = serializers.SerializerMethodField(
        help_text="The premiere date that it gives, as precise as `effective`."
    )
    episodes = serializers.IntegerField(allow_null=True, help_text="Episodes ordered.")
    episodes_remain = serializers.CharField(
        help_text="Of a cancellation: whether episodes are still to air, `yes`, `no` or `unknown`; else empty."
    )
    reason = serializers.CharField(help_text="The reason that was given; may be empty.")
    note = serializers.CharField(help_text="A sentence of ours; may be empty.")
    stands = serializers.SerializerMethodField(help_text="Whether it states something that no entry corrects.")
    corrects = serializers.IntegerField(
        source="corrects_id", allow_null=True, help_text="The `id` of the entry that this one puts right."
    )
    corrected_by = serializers.SerializerMethodField(help_text="The `id` of the entry that puts this one right.")
    implied_by = serializers.IntegerField(
        source="implied_by_id", allow_null=True, help_text="The `id` of the entry from which this one follows."
    )

    def get_season(self, entry) -> int | None:
        return entry.season and entry.season.number

    def get_premiere(self, entry) -> str | None:
        if not entry.premiere_on:
            return None
        precision = Precision.DAY if entry.premiere_precision == Precision.MINUTE else entry.premiere_precision
        return as_text(midnight(entry.premiere_on), precision)

    def get_stands(self, entry) -> bool:
        return bool(entry.status) and self.get_corrected_by(entry) is None

    def get_corrected_by(self, entry) -> int | None:
        correction, as_of = getattr(entry, "correction", None), self.context["as_of"]
        return correction.pk if correction and (as_of is None or correction.recorded_at <= as_of) else None


class LedgerPageSerializer(rest.PageSerializer):
    results = EntrySerializer(many=True)


# -- where ------------------------------------------------------------------------------------------


CURRENT = Standing.objects.filter(is_current=True).select_related("entry__network")


def as_of_today(show, *seasons):
    """``show`` and ``seasons`` with their current entries as ``today``, from the rows that came as ``currents``."""
    entries = {row.season_id: row.entry for row in show.currents}
    show.today = entries.get(None)
    for season in seasons:
        season.today = entries.get(season.pk)
    return show


class ShowListView(rest.PublicView):
    filterset_class = parameters.ShowListFilter

    @extend_schema(
        operation_id="shows",
        summary="Shows from A to Z",
        parameters=rest.described(parameters.ShowListFilter, q="etoile", network="prime-video", status="canceled"),
        responses={200: OpenApiResponse(ShowPageSerializer, "A page of them."), **rest.REFUSALS},
        tags=["shows"],
    )
    def get(self, request):
        whole = Prefetch("standings", CURRENT.filter(season=None), to_attr="currents")
        wanted = self.wanted(Show.objects.select_related("network").prefetch_related(whole))
        page, cursor = parameters.A_TO_Z.page(wanted.qs, wanted.limit)
        found = ShowSerializer([as_of_today(show) for show in page], many=True).data
        return Response({"next_url": self.next_url(cursor), "results": found})


SLUG = rest.slug("The show's slug.", "etoile")


class ShowDetailView(rest.PublicView):
    @extend_schema(
        operation_id="show",
        summary="One show",
        description="With its seasons and people.",
        parameters=[SLUG, *rest.described()],
        responses={200: OpenApiResponse(FullShowSerializer, "The show."), **rest.REFUSALS, **rest.NOT_FOUND},
        tags=["shows"],
    )
    def get(self, request, slug):
        detailed = Show.objects.for_page().prefetch_related(Prefetch("standings", CURRENT, to_attr="currents"))
        show = detailed.filter(slug=slug).first()
        if show is None:
            raise no_show(slug)
        return Response(FullShowSerializer(as_of_today(show, *show.seasons.all())).data)


class LedgerView(rest.PublicView):
    filterset_class = parameters.LedgerFilter

    @extend_schema(
        operation_id="ledger",
        summary="The ledger of a show",
        description="Every status that the show and its seasons have had, in ledger order: oldest first, by when it "
        "took effect. Entries are only ever added; one that was wrong stays, with the entry that corrects it.",
        parameters=[
            SLUG,
            *rest.described(parameters.LedgerFilter, season=2, recorded_before="2025-06-05", standing=True),
        ],
        responses={
            200: OpenApiResponse(LedgerPageSerializer, "A page of its entries."),
            **rest.REFUSALS,
            **rest.NOT_FOUND,
        },
        tags=["shows"],
    )
    def get(self, request, slug):
        show = Show.objects.filter(slug=slug).only("pk").first()
        if show is None:
            raise no_show(slug)
        wanted = self.wanted(show.ledger.select_related("season", "network", "correction"))
        page, cursor = parameters.IN_LEDGER_ORDER.page(wanted.qs, wanted.limit)
        found = EntrySerializer(page, many=True, context={"as_of": wanted.as_of}).data
        return Response({"next_url": self.next_url(cursor), "results": found})


def no_show(slug):
    return Http404(f"There is no show “{slug[:80]}”: the list at shows/ has their slugs.")


# -- the vocabulary ---------------------------------------------------------------------------------


class WordSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()


class TellingSerializer(serializers.Serializer):
    """A status, what it tells readers about the future, and which later ones keep, break or answer that.

    One that is `dated` is broken by another date, too, and `ending` by `canceled` only before the season is on.
    """

    value = serializers.ChoiceField(Status.choices)
    label = serializers.CharField()
    tells = serializers.CharField(help_text="What it tells readers about the future.")
    kept_by = serializers.ListField(child=serializers.ChoiceField(Status.choices))
    broken_by = serializers.ListField(child=serializers.ChoiceField(Status.choices))
    answered_by = serializers.ListField(child=serializers.ChoiceField(Status.choices))
    broken_by_another_network = serializers.BooleanField()


class VocabularySerializer(serializers.Serializer):
    """Every word that the API uses for what it tells."""

    show_statuses = TellingSerializer(many=True, help_text="Of a show as a whole.")
    season_statuses = TellingSerializer(many=True, help_text="Of a season.")
    events = WordSerializer(many=True, help_text="Why a status came about.")
    confirmations = WordSerializer(many=True, help_text="How sure an entry is.")
    precisions = WordSerializer(many=True, help_text="How precisely a date is known.")
    kinds = WordSerializer(many=True, help_text="What has become of a status that an article relied on.")


def words(choices):
    return [{"value": value, "label": label} for value, label in choices.choices]


def telling(tells):
    return [
        {
            "value": status,
            "label": status.label,
            "tells": told.says,
            "kept_by": in_order(told.kept_by),
            "broken_by": in_order(told.broken_by),
            "answered_by": in_order(told.answered_by),
            "broken_by_another_network": told.bound_to_network,
        }
        for status, told in tells.items()
    ]


def in_order(found):
    return [status for status in Status if status in found]


class StatusesView(rest.PublicView):
    @extend_schema(
        operation_id="statuses",
        summary="The vocabulary",
        description="Statuses, events, confirmations and kinds. Further values may be added; none changes its meaning.",
        parameters=rest.described(),
        responses={200: OpenApiResponse(VocabularySerializer, "All of it."), **rest.REFUSALS},
        tags=["statuses"],
    )
    def get(self, request):
        vocabulary = {
            "show_statuses": telling(statuses.SHOW_TELLS),
            "season_statuses": telling(statuses.SEASON_TELLS),
            "events": words(Event),
            "confirmations": words(Confirmation),
            "precisions": words(Precision),
            "kinds": words(Kind),
        }
        return Response(VocabularySerializer(vocabulary).data)
