"""The library of pictures, and which revision uses which."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles.renditions import SHAPES, Rendition, folder_of, signed_until
from newsroom.lib.pictures import KINDS
from shows.models.names import FoldedLine

SOON = timedelta(days=14)
SMALLEST = 640, 360  # of a lead picture, in pixels
# Its words, as the library is searched.
SAID = FoldedLine("title", "alt", "caption", "credit")
# What a page that shows a picture does not ask of it.
BEHIND = (
    *("title", "file", "kind", "bytes", "digest", "alt", "caption", "credit", "rights"),
    *("uploaded_at", "uploaded_by", "changed_at"),
)


class PictureQuerySet(models.QuerySet):
    def usable(self, at):
        """Those whose rights last at ``at``, as far as we know."""
        return self.filter(Q(rights_until=None) | Q(rights_until__gt=at))

    def public(self):
        """Those that readers come upon: at the head, or in the text, of a published article."""
        return self.filter(Exists(PictureUse.objects.live().filter(picture=OuterRef("pk"))))

    def readable(self, at):
        """Those that readers can see at ``at``: public, and while their rights last."""
        return self.public().usable(at)

    def unused(self):
        """Those that no revision has ever used."""
        return self.filter(~Exists(PictureUse.objects.filter(picture=OuterRef("pk"))))

    def in_work(self):
        """Those in what readers have, or in what editors last saved."""
        return self.filter(Exists(PictureUse.objects.present().filter(picture=OuterRef("pk"))))

    def with_sealed(self):
        """Each with ``is_sealed``: it is used, and by sealed articles alone."""
        uses = PictureUse.objects.filter(picture=OuterRef("pk"))
        return self.annotate(is_sealed=Exists(uses) & ~Exists(uses.filter(revision__article__sealed_at=None)))

    def ending(self, at, *, within=SOON):
        """Those in use whose rights end soon after ``at``, the first to end first."""
        return self.in_work().filter(rights_until__gt=at, rights_until__lte=at + within).order_by("rights_until", "pk")


class Picture(models.Model):
    """A picture of the library: one file at a time, and what is to be known of it.

    Replacing the file, or moving its focal point, gives it another ``version``,
    and with it other addresses.
    """

    KINDS = [(kind.name, kind.label) for kind in KINDS.values()]

    title = models.CharField(max_length=200, help_text="What the desk calls it.")
    file = models.FileField(upload_to="pictures/%Y/%m", max_length=300, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=KINDS, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="In pixels; 0 where the file was lost.")
    height = models.PositiveIntegerField(editable=False)
    bytes = models.PositiveBigIntegerField(editable=False)
    digest = models.CharField(  # noqa: DJ001 the files of two pictures can be lost, and none is known of either
        max_length=64, null=True, unique=True, editable=False, help_text="Of the file as it came: so it is known again."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When an act last had readers get another picture: another file or crop, or none, or it again.",
    )

    alt = models.CharField("alternative text", max_length=500, blank=True, help_text="What it shows; each use may say.")
    caption = models.CharField(max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="Whose picture it is.")
    rights = models.CharField(max_length=200, blank=True, help_text="By what right we use it.")
    rights_until = models.DateTimeField(
        null=True, blank=True, help_text="From then on readers see artwork of ours in its place."
    )
    focal_x = models.PositiveSmallIntegerField(default=50, help_text="What every crop keeps, in percent from the left.")
    focal_y = models.PositiveSmallIntegerField(default=50, help_text="The same in percent from the top.")

    uploaded_at = models.DateTimeField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        permissions = [("edit_any_picture", "Can describe and replace any picture, and set its rights")]
        indexes = [
            # the library
            models.Index(fields=["-uploaded_at", "-id"], name="articles_picture_newest"),
            # what ended last, and what ends next
            models.Index(
                fields=["rights_until"], condition=Q(rights_until__isnull=False), name="articles_picture_rights_end"
            ),
            # what maps of the site date by it
            models.Index(fields=["changed_at"], condition=Q(changed_at__isnull=False), name="articles_picture_changed"),
            # the library's search
            GinIndex(OpClass(SAID, "gin_trgm_ops"), name="articles_picture_said"),
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_picture_focal_point_is_in_it",
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                violation_error_message="The focal point is given in percent: 0 to 100.",
            ),
            models.CheckConstraint(
                name="articles_picture_rights_that_end_are_named",
                condition=Q(rights_until=None) | ~Q(rights=""),
                violation_error_message="Name the rights that end.",
            ),
            models.CheckConstraint(
                name="articles_picture_has_a_title",
                condition=~Q(title=""),
                violation_error_message="A picture needs a title.",
            ),
        ]

    def __str__(self):
        return self.title

    def is_usable(self, at):
        """As ``PictureQuerySet.usable`` has it."""
        return self.rights_until is None or self.rights_until > at

    @property
    def is_small(self):
        """Whether it looks blurred at the head of an article."""
        return 0 < self.width < SMALLEST[0] or 0 < self.height < SMALLEST[1]

    @property
    def focal_point(self):
        return self.focal_x, self.focal_y

    def desk_url(self, shape="wide", width=480):
        """The address of a rendition for who may see it at the desk; it answers for half an hour to an hour."""
        wanted = Rendition(SHAPES[shape], width, "webp").nearest(self)
        return folder_of(self, until=signed_until(timezone.now())) + wanted.name


class PictureVersion(models.Model):
    """A file that a picture had before it was replaced; the desk alone sees it."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(help_text="The last that had this file.")
    file = models.FileField(max_length=300, unique=True)
    kind = models.CharField(max_length=10, choices=Picture.KINDS)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        ordering = ["picture", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["picture", "version"], name="articles_pictureversion_is_kept_once"),
        ]

    def __str__(self):
        return f"{self.picture} (version {self.version})"


LIVE = Q(revision=F("revision__article__live_revision"), revision__article__stage="published")
LATEST = Q(revision=F("revision__article__latest_revision"))


class PictureUseQuerySet(models.QuerySet):
    def live(self):
        """In what readers have."""
        return self.filter(LIVE)

    def present(self):
        """In what readers have, or in what editors last saved."""
        return self.filter(LIVE | LATEST)

    def where_used(self, picture):
        """The uses of ``picture`` with their revisions, the newest first; of each, ``is_live`` and ``is_latest``."""
        return (
            self.filter(picture=picture)
            .select_related("revision__article")
            .defer("revision__body")
            .annotate(is_live=LIVE, is_latest=LATEST)
            .order_by("-revision")
        )


class PictureUse(models.Model):
    """That a revision shows a picture, at its head or in its text; written with the revision."""

    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="uses", db_index=False)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="uses")

    objects = PictureUseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["revision", "picture"], name="articles_pictureuse_is_named_once"),
        ]

    def __str__(self):
        return f"{self.picture} in {self.revision}"
