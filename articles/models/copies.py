"""Text that is not saved: what somebody is writing, what was refused or set aside, and who has an article open.

None of it touches an article or takes its lock, not even by a foreign key that
the database checks: typing waits for nobody's saving, and holds none up.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article

PRESENT = timedelta(seconds=15)


def _article(related_name, **options):
    return models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name=related_name, db_constraint=False, **options
    )


def _person(related_name, *, on_delete=models.PROTECT):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=on_delete, related_name=related_name)


class Unsaved(models.Model):
    """The form of an article as it was typed, looked at by nobody. Without an article it is of a new one."""

    base = models.PositiveIntegerField(help_text="The number of the revision that it was begun from; 0: of none.")
    fields = models.JSONField(help_text="The values of each field by its name, as a browser sends them.")
    window = models.CharField(max_length=40, help_text="The browser's window in which it was typed.")

    class Meta:
        abstract = True

    def first(self, name):
        """The value of a field as a form takes it."""
        return (self.fields.get(name) or [""])[-1]

    @property
    def headline(self):
        return " ".join(self.first("headline").split())


class WorkingCopyQuerySet(models.QuerySet):
    def unsaved(self):
        """Those with text that was neither saved nor discarded."""
        return self.filter(ended_at=None)


class WorkingCopy(Unsaved):
    """What a person is writing in an article: one of each, kept every few seconds, and never seen by another.

    Once its text is saved or discarded it has none. The row stays for a while:
    by its window and version, what was under way from there is known as older.
    """

    article = _article("working_copies", null=True)
    by = _person("working_copies")
    version = models.PositiveIntegerField(help_text="Counted by the window.")
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "working copies"
        default_permissions = ()  # whoever writes has one
        constraints = [
            models.UniqueConstraint(
                fields=["by", "article"], nulls_distinct=False, name="articles_workingcopy_is_one_each"
            ),
            models.CheckConstraint(
                name="articles_workingcopy_has_no_text_once_ended",
                condition=Q(ended_at=None) | Q(fields={}),
                violation_error_message="What was saved or discarded is no working copy any more.",
            ),
        ]

    def __str__(self):
        return f"Working copy {self.pk}"

    @property
    def at(self):
        return self.saved_at

    @property
    def key(self):
        return "copy"

    @property
    def stamp(self):
        """Names this very text among all that were ever typed here."""
        return f"{self.window}.{self.version}"


class KeptTextQuerySet(models.QuerySet):
    def readable(self):
        """Those that their owners typed themselves, or whose articles are not sealed."""
        # What somebody else typed waits for the restoration with its article.
        return self.exclude(article__sealed_at__isnull=False, why=KeptText.Why.HANDED_OVER)


class KeptText(Unsaved):
    """A text that was refused or set aside, for its author alone, until he or she discards it."""

    class Why(models.TextChoices):
        STALE = "stale", "somebody else had saved meanwhile"
        REFILED = "refiled", "somebody else had filed the article otherwise meanwhile"
        TOO_LATE = "too_late", "you could not change the article any more"
        ELSEWHERE = "elsewhere", "you went on writing in another window"
        HANDED_OVER = "handed_over", "whoever wrote it left, and you took over"

    article = _article("kept_texts", null=True)
    by = _person("kept_texts")
    version = models.PositiveIntegerField(db_default=0, help_text="Counted by the window.")
    at = models.DateTimeField()
    why = models.CharField(max_length=12, choices=Why)

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()  # its author's own
        indexes = [models.Index(fields=["by", "-at"], name="articles_kepttext_of_author")]

    def __str__(self):
        return f"Kept text {self.pk}"

    @property
    def key(self):
        return str(self.pk)


class PresenceQuerySet(models.QuerySet):
    def present(self, at):
        return self.filter(seen_at__gt=at - PRESENT)


class Presence(models.Model):
    """Who has an article open: told by the page every few seconds."""

    article = _article("presences")
    person = _person("presences", on_delete=models.CASCADE)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="articles_presence_is_one_each"),
        ]

    def __str__(self):
        return f"{self.person_id} at article {self.article_id}"
