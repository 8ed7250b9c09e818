"""Acts on several articles of the list at once, each as its row showed it."""

from django.contrib import messages
from django.utils import timezone
from django.utils.html import format_html

from articles import hints, workflow
from articles.admin.acts import ACTS
from articles.admin.pages import may

READ = "read-"


def checkbox(box, article):
    """The box of a row, with the number of the revision that it shows: what is ticked is what was seen."""
    latest = article.latest_revision
    return format_html(
        '{}<input type="hidden" name="{}{}" value="{}">', box, READ, article.pk, latest.number if latest else 0
    )


def do_to_each(desk, request, queryset, name, do):
    """Do the act to each that is as its row showed it, and tell of every other why not."""
    act = ACTS[name]
    for article in queryset:
        if not may(desk, request, act, article):
            messages.error(request, f"“{article}” is not yours to {name}.")
            continue
        read = request.POST.get(f"{READ}{article.pk}", "")
        if not (read.isascii() and read.isdigit() and len(read) < 10):
            messages.warning(request, f"“{article}” was not in the list that you saw: nothing was done to it.")
            continue
        if name == "publish" and (silent := _names_in_silence(article)):
            messages.warning(request, silent)
            continue
        try:
            do(article, by=request.user, at=timezone.now(), revision=int(read))
        except workflow.NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, act.told(article) + _unreviewed(act, article))


def _names_in_silence(article):
    """Why ``article`` is published from its own page, which asks about shows that its headline names; or nothing."""
    revision = article.latest_revision
    shows = [one.show.name for one in hints.reading_of(article, revision).of_headline] if revision else []
    if not shows:
        return ""
    return f"The headline of “{article}” names {', '.join(shows)}, not covered: publish it from its page, which asks."


def _unreviewed(act, article):
    return " Nobody had approved it, and the log says so." if act.name == "publish" and not article.is_reviewed else ""
