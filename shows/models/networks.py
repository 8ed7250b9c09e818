"""Networks and people."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Value

from newsroom.lib.addresses import AddressedQuerySet, FormerSlug
from newsroom.lib.slugs import MAX_LENGTH, path_of
from shows.models.finding import NameLine, Near, OwnName
from shows.models.names import Fold, FoldNames, NamedQuerySet, check_names


class Network(models.Model):
    """A streamer, broadcaster or cable channel; a new name is another name of the same network."""

    class NetworkKind(models.TextChoices):
        STREAMER = "streamer", "Streamer"
        BROADCAST = "broadcast", "Broadcast network"
        CABLE = "cable", "Cable channel"
        OTHER = "other", "Other"

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    kind = models.CharField(max_length=10, choices=NetworkKind, default=NetworkKind.STREAMER)
    also_known_as = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        validators=[check_names],
        help_text="Its other names, former ones included: HBO Max was Max. A new name is no move.",
    )
    search_names = models.GeneratedField(
        expression=FoldNames("name", "also_known_as"), output_field=ArrayField(models.TextField()), db_persist=True
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["search_names"], name="shows_network_by_name")]
        constraints = [
            models.UniqueConstraint(
                Fold("name"),
                name="shows_network_name_is_unique",
                violation_error_message="There is a network of this name already.",
            )
        ]

    def __str__(self):
        return self.name


TITLES = 3  # by which readers know somebody


class PersonQuerySet(AddressedQuerySet):
    def named(self, name):
        return self.filter(search_name=Fold(Value(str(name).strip())))

    def with_credits(self):
        """Those of whom readers find something: who makes a show, or plays in one."""
        credits = self.model.credits.rel.related_model.objects.filter(person=OuterRef("pk"))
        return self.filter(Exists(credits))

    def with_titles(self):
        """With ``titles``, those of some shows in which they have a part, what they created first."""
        credits = self.model.credits.rel.related_model.objects.filter(person=OuterRef("pk"))
        first = credits.order_by("-role", "billing", "pk").values("show__title")
        return self.annotate(titles=ArraySubquery(first[:TITLES]))


class Person(models.Model):
    """Somebody who makes shows or plays in them."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    search_name = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True, db_index=True
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        indexes = [
            # readers' search: as it is typed, and misspelled
            GinIndex(OpClass(NameLine(OwnName("search_name")), "gin_trgm_ops"), name="shows_person_by_words"),
            GinIndex(Near(OwnName("search_name")), name="shows_person_by_near"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("shows:person", self.slug)

    @property
    def known_for(self):
        """Some shows of a person who came ``with_titles()``."""
        return ", ".join(dict.fromkeys(self.titles))


class FormerPersonSlug(FormerSlug):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_slugs")
