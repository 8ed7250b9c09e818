"""What the worker does for articles. Nothing that readers see depends on it."""

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="articles.publish_due_every_minute", queueing_lock="articles.publish_due_every_minute")
def publish_due_every_minute(timestamp):
    """Also where a job was lost: what is due goes out within the minute."""
    _publish_due()


@app.task(name="articles.publish_due")
def publish_due():
    _publish_due()


def _publish_due():
    from articles import workflow

    workflow.publish_due(at=timezone.now())


@app.task(name="articles.make_renditions", retry=2)
def make_renditions(picture):
    """Before they are asked for: else whoever asks first waits for each."""
    from articles import renditions
    from articles.models import Picture

    found = Picture.objects.filter(pk=picture, width__gt=0).first()
    if found is not None:
        renditions.make_usual(found)


@app.task(name="articles.tell_held", retry=5)
def tell_held(article):
    """Tell the author and the editors that news has overtaken what was scheduled, an article or its update."""
    from articles.models import Article

    found = Article.objects.held().select_related("latest_revision", "scheduled_update").filter(pk=article).first()
    if found is None:
        return
    update = getattr(found, "scheduled_update", None)
    behind_it = [found.created_by_id, found.assigned_to_id, found.latest_revision.saved_by_id, found.scheduled_by_id]
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    to_tell = users.filter(
        Q(pk__in=[*behind_it, update and update.by_id]) | Q(groups__permissions__codename="publish_article")
    ).distinct()
    addresses = sorted(to_tell.values_list("email", flat=True))
    if addresses:
        send_mail(
            f"Held: {found}",
            f"“{found}” was not {'updated' if update else 'published'} at its moment, because the news has overtaken "
            f"it.\n\n{found.held_why}\n\n"
            "Publish it anyway, edit it, or cancel its schedule.",
            None,
            addresses,
        )


@app.periodic(cron="40 4 * * *")
@app.task(name="articles.clean_up_copies", queueing_lock="articles.clean_up_copies")
def clean_up_copies(timestamp):
    """Forget who had which article open, working copies that ended, and text that nobody asked for in a long time."""
    from articles import copies

    copies.clean_up(at=timezone.now())
