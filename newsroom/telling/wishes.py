"""What each wants to be told: as chosen, or as the role begins."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction

from newsroom.telling.models import Every, How, Message, Wishes


def of(person):
    """The ``Wishes`` of ``person``; unsaved ones of who has chosen nothing yet."""
    return of_all([person])[person.pk]


def of_all(people):
    """The ``Wishes`` of ``people``, which come with their ``wishes``, by pk; two statements at most."""
    chosen = {person.pk: getattr(person, "wishes", None) for person in people}
    others = [pk for pk, wishes in chosen.items() if wishes is None]
    publish, manage = (_who_of(others, may) for may in ("articles.publish_article", "newsroom.change_user"))
    return {pk: wishes or by_role(pk, publishes=pk in publish, manages=pk in manage) for pk, wishes in chosen.items()}


def _who_of(pks, permission):
    found = get_user_model().objects.with_perm(permission).filter(pk__in=pks)
    return set(found.values_list("pk", flat=True)) if pks else set()


def by_role(pk, *, publishes, manages):
    """What somebody is told who has chosen nothing.

    Everything at once, and what is undecided in the morning: every day whoever
    decides on it, on Mondays whoever only writes. Who manages the newsroom has
    what is handed in together with that.
    """
    return Wishes(
        user_id=pk,
        review=How.DIGEST if manages else How.AT_ONCE,
        digest=Every.DAY if publishes else Every.WEEK,
    )


@transaction.atomic
def choose(person, *, at, **chosen):
    """Keep what ``person`` has ``chosen``; what is not named stays. What nobody wants any more is not sent later."""
    before = of(get_user_model().objects.select_related("wishes").select_for_update(of=("self",)).get(pk=person.pk))
    kept = {field.name: getattr(before, field.name) for field in Wishes._meta.fields if field.name != "user"}
    wishes, _ = Wishes.objects.update_or_create(user=person, defaults=kept | chosen)
    waiting = Message.objects.for_digest_of(person)
    kinds = waiting.order_by().values_list("kind", flat=True).distinct()
    unwanted = [kind for kind in kinds if wishes.how(kind) == How.NEVER]
    if unwanted:
        waiting.filter(kind__in=unwanted).update(state=Message.State.NEEDLESS, settled_at=at)
    return wishes
