"""What the worker does for itself."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="newsroom.resume_stalled", queueing_lock="newsroom.resume_stalled", pass_context=True)
async def resume_stalled(context, timestamp):
    """Take up the jobs of workers that were killed; every job of ours may be run twice."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)
