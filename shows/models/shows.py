"""Shows, their seasons, and who makes them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q

from newsroom.lib.addresses import AddressedQuerySet, FormerSlug
from newsroom.lib.slugs import MAX_LENGTH, ascii_slug, free_slug, path_of
from shows.models.finding import NameLine, Near
from shows.models.names import Fold, FoldNames, NamedQuerySet, SortTitle, check_names
from shows.models.networks import Network, Person
from shows.statuses import Status
from shows.telling import LOOK_OF

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"  # of BCP 47: language, script, region


class ShowQuerySet(NamedQuerySet, AddressedQuerySet):
    def a_to_z(self):
        return self.order_by("sort_title", "year", "pk")

    def with_status(self):
        """With ``status``, today's status of the show as a whole, in the query of the shows."""
        today = Q(standings__season=None, standings__is_current=True)
        shows = self.annotate(today=FilteredRelation("standings", condition=today))
        return shows.annotate(status=F("today__entry__status")).select_related("network")

    def for_page(self):
        """A show with what its page shows beside the ledger and the articles."""
        return self.select_related("network").prefetch_related(
            "seasons", Prefetch("credits", Credit.objects.select_related("person"))
        )


class Show(models.Model):
    """A series. Titles are not unique: the year and the country tell two of one title apart."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1920), MaxValueValidator(2200)],
        help_text="The year it first aired; tells shows of one title apart.",
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="Two letters, such as US or GB; tells shows of one title apart."
    )
    title_language = models.CharField(
        "language of the title",
        max_length=11,
        blank=True,
        default="",
        db_default="",
        help_text="Where the title is not English, as BCP 47 has it, such as fr or pt-BR: so it is read aloud.",
    )
    also_known_as = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        validators=[check_names],
        help_text="Other spellings under which it is looked for: Etoile, B99.",
    )
    network = models.ForeignKey(
        Network,
        on_delete=models.PROTECT,
        related_name="shows",
        null=True,
        blank=True,
        editable=False,
        help_text="Today's network, as the ledger has it.",
    )
    version = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text="Moves with every entry of the ledger and every public act of an article about the show.",
    )
    search_names = models.GeneratedField(
        expression=FoldNames("title", "also_known_as"), output_field=ArrayField(models.TextField()), db_persist=True
    )
    search_title = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    sort_title = models.GeneratedField(expression=SortTitle("title"), output_field=models.TextField(), db_persist=True)

    objects = ShowQuerySet.as_manager()

    class Meta:
        ordering = ["sort_title", "year", "pk"]
        indexes = [
            GinIndex(fields=["search_names"], name="shows_show_by_name"),
            # readers' search: as it is typed, and misspelled
            GinIndex(OpClass(NameLine("search_names"), "gin_trgm_ops"), name="shows_show_by_words"),
            GinIndex(Near("search_names"), name="shows_show_by_near"),
            models.Index(fields=["sort_title", "year", "id"], name="shows_show_a_to_z"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["search_title", "year", "country"],
                nulls_distinct=False,
                name="shows_show_title_year_country_is_unique",
                violation_error_message="There is a show of this title already: give the year or the country.",
            ),
            models.CheckConstraint(
                name="shows_show_country_is_two_letters",
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message="Write the country as two capital letters, such as US.",
            ),
            models.CheckConstraint(
                name="shows_show_title_language_is_a_tag",
                condition=Q(title_language="") | Q(title_language__regex=LANGUAGE),
                violation_error_message="Write the language as its tag, such as fr, pt-BR or zh-Hant.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return path_of("shows:detail", self.slug)

    @property
    def told_apart(self):
        """The title with the year and country, where they are known: ``Étoile (2025, US)``."""
        return f"{self.title}{self.apart}"

    @property
    def apart(self):
        """What tells it from others of its title, to stand after it: `` (2025, US)``."""
        marks = ", ".join(str(mark) for mark in (self.year, self.country) if mark)
        return f" ({marks})" if marks else ""

    @property
    def status_label(self):
        """Today's status, of a show that came ``with_status()``."""
        return Status(self.status).label if self.status else "No status recorded"

    @property
    def look(self):
        return LOOK_OF.get(self.status)


class FormerShowSlug(FormerSlug):
    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="former_slugs")


def show_slugs(title, *, year=None, country=""):
    """The slugs that a show may have, the best first: the title's, then with year, with country."""
    return [ascii_slug(*parts, fallback="show") for parts in ((title,), (title, year), (title, year, country))]


def is_show_slug(slug):
    return Show.objects.filter(slug=slug).exists()


def free_show_slug(title, *, year=None, country="", taken=is_show_slug):
    """A slug that no show has yet: one of ``show_slugs``, or the last of them numbered."""
    wanted = show_slugs(title, year=year, country=country)
    return next((slug for slug in wanted if not taken(slug)), None) or free_slug(wanted[-1], taken)


def season_path(slug, number):
    return f"{path_of('shows:detail', slug)}season-{number}/"


class Season(models.Model):
    """One season of a show; its status is in the ledger."""

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="seasons")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(200)])
    episodes = models.PositiveSmallIntegerField(null=True, blank=True)
    premiered_on = models.DateField(null=True, blank=True)
    finale_on = models.DateField(null=True, blank=True)
    release = models.CharField(
        max_length=100, blank=True, help_text="How it came out: all at once, weekly, two a week."
    )

    class Meta:
        ordering = ["show", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "number"],
                name="shows_season_number_is_unique",
                violation_error_message="The show has this season already.",
            ),
            models.CheckConstraint(
                name="shows_season_number_counts_from_one",
                condition=Q(number__gte=1) & Q(number__lte=200),
                violation_error_message="Seasons are numbered from 1 to 200.",
            ),
            models.CheckConstraint(
                name="shows_season_ends_after_it_begins",
                condition=Q(premiered_on=None) | Q(finale_on=None) | Q(finale_on__gte=F("premiered_on")),
                violation_error_message="The finale cannot come before the premiere.",
            ),
        ]

    def __str__(self):
        return f"{self.show}, season {self.number}"

    def get_absolute_url(self):
        return season_path(self.show.slug, self.number)


class FormerSeason(models.Model):
    """A number under which a season was known until it went into another one of its show."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="former_seasons")
    number = models.PositiveSmallIntegerField()
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="former_numbers")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["show", "number"],
                name="shows_formerseason_leads_to_one",
                violation_error_message="This number leads to a season already.",
            )
        ]

    def __str__(self):
        return f"season {self.number}"


def became(places):
    """Of ``places``, pairs of a show and the number of a season that is not there, the number that it has by now."""
    former = FormerSeason.objects.filter(show__in={show for show, _ in places}).select_related("season")
    known = {(one.show_id, one.number): one.season.number for one in former}
    there = (
        set(Season.objects.filter(show__in={show for show, _ in known}).values_list("show", "number")) if known else ()
    )
    return {place: known[place] for place in places if place in known and place not in there}


class Credit(models.Model):
    """A person's part in a show, in billing order."""

    class Role(models.TextChoices):
        CREATOR = "creator", "Creator"
        CAST = "cast", "Cast"

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits")
    role = models.CharField(max_length=10, choices=Role, default=Role.CAST)
    character = models.CharField(max_length=200, blank=True)
    billing = models.PositiveSmallIntegerField(default=0, help_text="Order of billing within the role.")

    class Meta:
        ordering = ["role", "billing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "person", "role", "character"],
                name="shows_credit_is_given_once",
                violation_error_message="This person has this credit already.",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()}"
