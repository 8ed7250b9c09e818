from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import words
from articles.explain import explain
from articles.models import Article
from newsroom.lib.options import moment, text
from newsroom.lib.periods import Precision, as_text, end_of, in_words, newsroom_date
from shows.statuses import Kind, Status

DID = {
    "kept": "kept it",
    "broke": "broke it",
    "answered": "answered it",
    "mended": "mended it",
    "nothing": "changed nothing",
}


class Command(BaseCommand):
    help = "Say why an article has its notice, or has none."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help="The article's.")
        parser.add_argument(
            "--at",
            metavar="TIME",
            help="As it stood at that time, from what had been recorded by then: 2025-06-06T14:05-04:00, or a day or "
            "longer, of which the end is meant.",
        )

    def handle(self, *, slug, at, **options):
        slug = text("SLUG", slug, 300).strip("/").rpartition("/")[2]  # its address will do
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            raise CommandError(f"SLUG: there is no article “{slug}”: copy it from the article's address.")
        if at is not None:
            begins, precision = moment("--at", at)
            at = end_of(begins, precision) if precision != Precision.MINUTE else begins
            if begins > timezone.now():
                raise CommandError(f"--at: {as_text(begins, precision)} lies in the future: nobody knows it yet.")
        for line in lines(explain(article, at=at)):
            self.stdout.write(line)


def lines(explanation):
    article, at = explanation.article, explanation.at
    yield f"“{article}” ({article.slug})"
    yield f"As it stood at {when(at)}, from what had been recorded by then." if at else "As it stands now."
    if not explanation.public:
        stage = article.get_stage_display().lower()
        yield "It was not public at that time." if at else f"It is not public: {stage}."
        if at:
            return
    for reason in explanation.reasons:
        yield ""
        yield from reasons(reason)
    if not explanation.reasons:
        yield "It relies on nothing: it covers no show."
    yield ""
    for exemption in explanation.exemptions:
        of = f", {exemption.coverage_of}" if exemption.coverage_of else ""
        yield f"{exemption.get_act_display()} at {when(exemption.at)}{of}: {exemption.reason}"
    if explanation.notice is None:
        yield "No notice."
        return
    yield f"Notice: {explanation.kind}"
    yield f"{explanation.notice.headline}: {explanation.text}"
    if explanation.notice.latest:
        yield f"Read: “{explanation.notice.latest['headline']}”, {explanation.notice.latest_url}"


def reasons(reason):
    coverage = reason.coverage
    yield str(coverage)
    by = words.when(coverage.relied_by).replace("When", "when", 1)
    yield f"  It relied on the ledger at {when(coverage.relied_at)}, {by}."
    if reason.is_later:
        yield "  No season from this one on had aired by then, so the end of the show counts for it."
    yield from pin(reason)
    if reason.corrections:
        yield "  That entry was corrected:"
        yield from (f"    {told(entry)}" for entry in reason.corrections)
    if reason.path:
        yield "  What came after it:"
    for step in reason.path:
        label = Status(step.status).label.lower()
        counts = "" if step.status == step.entry.status else f", which counts as {label}"
        yield f"    {told(step.entry)}{counts}: {DID[step.did]}"
    yield f"  So it is: {outcome(reason)}"


def pin(reason):
    if not reason.candidates:
        yield "  Nothing about it had taken effect by then."
    else:
        yield "  What had taken effect by then:"
    for entry in reason.candidates:
        yield f"    {told(entry)}"
    pinned = told(reason.pinned) if reason.pinned else "nothing recorded"
    if reason.coverage.hand_set:
        automatic = told(reason.automatic) if reason.automatic else "nothing recorded"
        yield f"  Its pin was set by hand: {pinned}"
        yield f"  By the rule it would be: {automatic}"
    else:
        yield f"  Its pin, by the rule: {pinned}"


def outcome(reason):
    told_by = f", by entry {reason.told.turned_by}" if reason.told.turned_by else ""
    silence = f"; readers are not told, as {reason.silence}" if reason.silence else ""
    return f"{Kind(reason.told.kind).value}{told_by}{silence}."


def told(entry):
    network = f", {entry.network}" if entry.network_id else ""
    day = in_words(newsroom_date(entry.effective_at), entry.precision)
    return f"entry {entry.pk}, {subject(entry)}: {entry.label}, {day}{network} (recorded {when(entry.recorded_at)})"


def subject(entry):
    return f"season {entry.season.number}" if entry.season_id else "the show"


def when(moment):
    return as_text(moment, Precision.MINUTE)
