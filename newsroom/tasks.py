"""What the worker does for itself."""

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="newsroom.resume_stalled", queueing_lock="newsroom.resume_stalled", pass_context=True)
async def resume_stalled(context, timestamp):
    """Take up the jobs of workers that were killed; every job of ours may be run twice."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="newsroom.tell_people", queueing_lock="newsroom.tell_people")
def tell_people(timestamp):
    """Find out whom to tell of what happened, and send what is due; what cannot be sent is tried again later."""
    from newsroom.telling import digests, outbox

    at = timezone.now()
    outbox.take(at=at)
    digests.prepare(at=at)
    outbox.send_due(at=at)
