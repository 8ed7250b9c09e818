"""A progress bar on a terminal, and nothing on a pipe."""

import sys
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


@contextmanager
def bar(what, *, total, stream=None):
    """Show on ``stream`` (standard error) how much of ``total`` is done; gives ``advance(amount=1)``."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield lambda amount=1: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda amount=1: progress.advance(task, amount)
