"""What the worker does for articles. Nothing that readers see depends on it."""

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


# After all else that waits: a hundred new pictures keep no article and no mail.
@app.task(name="articles.make_renditions", retry=2, priority=-1)
def make_renditions(picture):
    """Before they are asked for: else whoever asks first waits for each."""
    from articles import renditions
    from articles.models import Picture

    found = Picture.objects.filter(pk=picture, width__gt=0).first()
    if found is not None:
        renditions.make_usual(found)


@app.periodic(cron="40 4 * * *")
@app.task(name="articles.clean_up_copies", queueing_lock="articles.clean_up_copies")
def clean_up_copies(timestamp):
    """Forget who had which article open, working copies that ended, and text that nobody asked for in a long time."""
    from articles import copies

    copies.clean_up(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="articles.read_for_names", queueing_lock="articles.read_for_names", lock="articles.read_for_names")
def read_for_names(timestamp):
    """Find the shows that articles name and do not cover, of what came out, changed or was named otherwise."""
    from articles import uncovered

    uncovered.read_waiting(seconds=40)
