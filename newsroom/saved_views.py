"""Lists as somebody wants them again: what narrows the stale desk, under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from newsroom.lib.text import one_line

MOST = 30  # of one person
LONGEST = 500  # what narrows a list, as an address says it


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """His or her own, and those that the whole newsroom has; in the order of their names."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").order_by(Lower("name"), "pk")


class SavedView(models.Model):
    """What narrows the stale desk, kept under a name; ``query`` is it as an address says it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=LONGEST)
    is_shared = models.BooleanField(default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("share_view", "Can keep views of lists for the whole newsroom")]
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="newsroom_savedview_name_is_ones_own",
                violation_error_message="You have a view of this name already: choose another name, or open that one "
                "and put this in its place.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="newsroom_savedview_has_a_name",
                violation_error_message="Give the view a name.",
            ),
        ]
        indexes = [models.Index(Lower("name"), condition=Q(is_shared=True), name="newsroom_savedview_shared")]

    def __str__(self):
        return self.name

    @property
    def narrows(self):
        """The names of filters and what they are set to."""
        return dict(parse_qsl(self.query))

    def may_be_changed_by(self, user):
        """Its owner's, and if everybody has it, for all to change who may share."""
        return self.owner_id == user.pk or (self.is_shared and user.has_perm("newsroom.share_view"))


class NotPossible(Exception):
    """Nothing was kept. ``field`` is what is to be put right."""

    def __init__(self, text, field="name"):
        super().__init__(text)
        self.field = field


def query_of(narrows):
    """What filters are set to, by their names, as a view keeps it. Raises ``NotPossible``."""
    said = urlencode(sorted((name, value) for name, value in narrows.items() if value))
    if not said:
        raise NotPossible("Nothing narrows the list: choose something first, then keep it.", field="query")
    if len(said) > LONGEST:
        raise NotPossible("What narrows the list is too long to be kept: shorten what you search for.", field="query")
    return said


@transaction.atomic
def keep(owner, *, name, narrows, is_shared=False):
    """Keep what narrows a list as a new view of ``owner``; returns it. Raises ``NotPossible``."""
    view = SavedView(owner=owner, query=query_of(narrows))
    # Two windows of one person at once: the one after the other.
    get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
    if owner.saved_views.count() >= MOST:
        raise NotPossible(f"You have {MOST} views, which is the most: delete one that you do not need any more.")
    return _named(view, name, is_shared=is_shared, by=owner)


@transaction.atomic
def rename(view, *, name, is_shared, by):
    """Call ``view`` otherwise, and share it or no more. Raises ``NotPossible``."""
    return _named(_held(view, by=by), name, is_shared=is_shared, by=by)


@transaction.atomic
def replace(view, *, narrows, by):
    """Let ``view`` narrow the list otherwise. Raises ``NotPossible``."""
    view = _held(view, by=by)
    view.query = query_of(narrows)
    view.save(update_fields=["query"])
    return view


@transaction.atomic
def delete(view, *, by):
    """Raises ``NotPossible``."""
    _held(view, by=by).delete()


def _held(view, *, by):
    held = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if held is None:
        raise NotPossible(f"Somebody has deleted the view “{view}” meanwhile.", field=NON_FIELD_ERRORS)
    if not held.may_be_changed_by(by):
        raise NotPossible(f"“{view}” is not yours to change: keep one of your own.", field=NON_FIELD_ERRORS)
    return held


def _named(view, name, *, is_shared, by):
    name, longest = one_line(name), SavedView._meta.get_field("name").max_length
    if len(name) > longest:
        raise NotPossible(f"The name has {len(name)} characters: shorten it to {longest}.")
    if is_shared != view.is_shared and not by.has_perm("newsroom.share_view"):
        raise NotPossible("Only editors keep views for the whole newsroom.", field="is_shared")
    view.name, view.is_shared = name, is_shared
    try:
        view.validate_constraints()
        with transaction.atomic():
            view.save()
    except ValidationError as refused:
        raise NotPossible(refused.messages[0]) from refused
    except IntegrityError as taken:
        # Of another window of the same person, at this moment.
        raise NotPossible("There is a view of this name by now: choose another name.") from taken
    return view
