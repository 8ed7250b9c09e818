"""What each wants to be told, and the messages that tell it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Occasion

USER = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    CHANGE = "change", "News changes what readers are told of your articles"
    REVIEW = "review", "A piece is handed in for review"
    REMARK = "remark", "A piece of yours is sent back, or commented on"
    HELD = "held", "A piece is held, because news has overtaken it"
    ASSIGNED = "assigned", "A piece is given to you"


class How(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "In the digest"
    NEVER = "never", "Not at all"


class Every(models.TextChoices):
    DAY = "day", "Every morning"
    WEEK = "week", "Every Monday morning"
    NEVER = "never", "Never"


def _how():
    return models.CharField(max_length=7, choices=How, default=How.AT_ONCE)


class Wishes(models.Model):
    """What somebody chose to be told; who has chosen nothing yet has what ``wishes.by_role`` gives."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="wishes", primary_key=True)
    change = _how()
    review = _how()
    remark = _how()
    held = _how()
    assigned = _how()
    digest = models.CharField(max_length=5, choices=Every, default=Every.DAY)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"Wishes of {self.user_id}"

    def how(self, kind):
        """How to tell something of this ``kind``; what would go into a digest that is not wanted, is not told."""
        wanted = How(getattr(self, kind))
        return How.NEVER if wanted == How.DIGEST and self.digest == Every.NEVER else wanted


class OutgoingQuerySet(models.QuerySet):
    def due(self, at):
        return self.filter(state=Outgoing.State.WAITING, due_at__lte=at).order_by("due_at", "pk")

    def not_sent(self):
        """Those given up, the latest first."""
        return self.filter(state=Outgoing.State.GIVEN_UP).order_by("-settled_at", "-pk")


class MessageQuerySet(OutgoingQuerySet):
    def for_digest_of(self, person):
        """What is kept for the next digest of ``person``, the oldest first."""
        return self.filter(to=person, state=Outgoing.State.FOR_DIGEST).order_by("pk")


class Outgoing(models.Model):
    """What is to be mailed to somebody, and whether that was done."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FOR_DIGEST = "for_digest", "For the digest"
        SENT = "sent", "Sent"
        NEEDLESS = "needless", "Not sent: there was nothing to tell any more"
        GIVEN_UP = "given_up", "Could not be sent"

    to = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(help_text="When it is tried, or tried again.")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, help_text="Why it could not be sent.")
    settled_at = models.DateTimeField(null=True, help_text="When it was sent, or given up.")

    class Meta:
        abstract = True


class Message(Outgoing):
    """That somebody is to be told of an occasion, and whether that was done. Its words are made when it is sent."""

    kind = models.CharField(max_length=8, choices=Kind)
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="messages")

    objects = MessageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("resend_message", "Can see what could not be sent, and send it again")]
        indexes = [
            # what the worker sends next
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="newsroom_message_due"),
            # the page of what could not be sent
            models.Index(
                fields=["-settled_at", "-id"], condition=Q(state="given_up"), name="newsroom_message_given_up"
            ),
            # somebody's digest
            models.Index(fields=["to", "id"], condition=Q(state="for_digest"), name="newsroom_message_for_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "to"],
                name="newsroom_message_is_one_a_person",
                violation_error_message="This person is told of it already.",
            )
        ]

    def __str__(self):
        return f"Message {self.pk}"


class Digest(Outgoing):
    """What is undecided of somebody's articles, and what was kept for it: one a day at most."""

    day = models.DateField(help_text="In the time of the newsroom.")

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="newsroom_digest_due"),
            models.Index(fields=["-settled_at", "-id"], condition=Q(state="given_up"), name="newsroom_digest_given_up"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "to"],
                name="newsroom_digest_is_one_a_day",
                violation_error_message="This person has a digest of that day already.",
            )
        ]

    def __str__(self):
        return f"Digest {self.pk}"
