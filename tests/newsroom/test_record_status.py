import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import workflow
from articles.models import Coverage
from newsroom.lib.periods import in_words, newsroom_date
from newsroom.management.commands import record_status
from shows.models import Network, Season, StatusEntry
from tests.again import again
from tests.factories import make_article, make_draft, make_network, make_show, moment, record

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def show():
    """A show whose second season is ordered."""
    show = make_show("Étoile", also_known_as=["Ballet Show"], year=2025, country="US")
    record(show, "returning", "2025-04-24", network="Prime Video", at="2025-04-24")
    record(show, "ordered", "2025-04-24", season=2, at="2025-04-24")
    return show


def run(*arguments, answer="", monkeypatch=None):
    """What the command prints; ``answer`` is what somebody types."""
    out = io.StringIO()
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    call_command("record_status", *arguments, stdout=out)
    return out.getvalue()


def cancel(*options, **typed):
    return run("Étoile", "canceled", "--effective", "2025-06-06", *options, **typed)


def statuses(show):
    return [entry.status for entry in show.ledger.order_by("pk")[2:]]


def test_it_shows_what_it_does_and_records_after_a_yes(show, monkeypatch):
    make_article("Season 2 is coming", slug="coming", published="2025-04-30", shows=[show])
    make_article("They cancel it", slug="canceled", published="2025-06-07", shows=[show])

    said = cancel("--source-name", "Deadline", "--confirmation", "reported", answer="y\n", monkeypatch=monkeypatch)

    assert said == (
        "To be recorded: “Étoile”: Canceled, June 6, 2025, Prime Video\n"
        "  Cancellation; Reported by another outlet; source: Deadline\n"
        "Implied by it: season 2 of “Étoile”: Order reversed, June 6, 2025, Prime Video\n"
        "Articles that gain a notice (1):\n"
        "  “Season 2 is coming” (coming, April 30, 2025)\n"
        "      This has since changed: Prime Video has canceled Étoile, Deadline reported on June 6, 2025. When this "
        "article was published, on April 30, 2025, the show was to return for another season.\n"
        "Pins that move where ticked, as their articles came out after the fact (1):\n"
        "  [x] “They cancel it” (canceled, June 7, 2025) on Étoile, relied on the ledger of June 7, 2025\n"
        "Record this? [y/N] "
        "Recorded: “Étoile”: canceled 2025-06-06.\n"
        "Recorded: season 2 of “Étoile”: order reversed 2025-06-06.\n"
        "Pins moved: 1.\n"
    )
    assert statuses(show) == ["canceled", "order_reversed"]


@pytest.mark.parametrize("answer", ["n\n", "\n", "perhaps\n"])
def test_without_a_yes_nothing_is_written(show, monkeypatch, answer):
    new = ["--season", "9", "--network", "New Channel"]

    with pytest.raises(CommandError, match=r"^Nothing was recorded\.$"):
        run("Étoile", "ordered", "--effective", "2025-06-06", *new, answer=answer, monkeypatch=monkeypatch)

    assert statuses(show) == []
    assert not Season.objects.filter(number=9).exists()
    assert not Network.objects.named("New Channel").exists()


def test_where_nobody_can_answer_it_asks_for_the_option(show, monkeypatch):
    with pytest.raises(CommandError) as refusal:
        cancel(answer="", monkeypatch=monkeypatch)

    assert str(refusal.value) == "Nothing was recorded: nobody is there to confirm it. Add --yes to record unasked."
    assert statuses(show) == []


def test_a_dry_run_writes_nothing(show):
    said = run("Étoile", "ordered", "--season", "3", "--effective", "2025-05-05", "--network", "New", "--dry-run")

    assert said.endswith("No published article's notice changes.\nNothing was recorded: this was a dry run.\n")
    assert statuses(show) == []
    assert not Season.objects.filter(number=3).exists()
    assert not Network.objects.named("New").exists()


def test_what_it_implies_can_be_left_out(show):
    cancel("--yes", "--no-implied")

    assert statuses(show) == ["canceled"]


def test_what_is_recorded_already_is_no_failure(show):
    cancel("--yes")
    before = StatusEntry.objects.count()

    said = cancel("--yes")

    since = in_words(newsroom_date(show.ledger.get(status="canceled").recorded_at))
    assert said == (
        f"“Étoile”: Canceled, June 6, 2025, Prime Video is recorded already, since {since}. Nothing was written.\n"
    )
    assert StatusEntry.objects.count() == before


def test_the_same_news_of_another_hour_is_told_before_it_is_asked(show, monkeypatch):
    told = ("--network", "Netflix", "--source-name", "Variety")
    run("Étoile", "returning", "--effective", "2025-09-01T10:11-04:00", *told, "--yes")

    again = ["Étoile", "returning", "--effective", "2025-09-01T10:12-04:00", "--network", "Netflix"]
    with pytest.raises(CommandError):
        run(*again, answer="n\n", monkeypatch=monkeypatch)

    assert run(*again, "--dry-run").startswith(
        "“Étoile” is on record as Returning on Netflix already, since September 1, 2025, 10:11 a.m. "
        "Its source: Variety.\n"
        "Record it again only if it happened again; correct that entry to put it right.\n"
        "To be recorded: “Étoile”: Returning"
    )
    assert statuses(show) == ["returning"]


def test_a_new_network_is_made(show):
    run(
        "Étoile", "returning", "--effective", "2025-09-01", "--network", "Channel Ü", "--network-kind", "cable", "--yes"
    )

    network = Network.objects.get(name="Channel Ü")
    assert (network.slug, network.kind) == ("channel-u", "cable")
    show.refresh_from_db()
    assert show.network == network


def test_a_network_that_is_new_is_told_before_it_is_made(show):
    make_network("Apple TV+")

    said = run("Étoile", "ended", "--effective", "2025-07-01", "--network", "Aple TV+", "--dry-run")

    assert "“Aple TV+” is a new network. Did you mean “Apple TV+”?" in said
    assert "is a new network" not in run("Étoile", "ended", "--effective", "2025-07-01", "--dry-run")


def test_another_name_of_a_network_is_no_new_one(show):
    Network.objects.update(also_known_as=["Amazon"])

    run("Étoile", "ending", "--effective", "2025-09-01", "--network", "amazon", "--yes")

    assert [network.name for network in Network.objects.all()] == ["Prime Video"]
    assert show.ledger.get(status="ending").network.name == "Prime Video"


def test_a_new_season_is_made(show):
    run("Étoile", "ordered", "--season", "3", "--effective", "2025-09-01", "--no-implied", "--yes")

    assert show.ledger.get(season__number=3).status == "ordered"


def test_everything_that_can_be_said_is_recorded(show):
    run(
        *("Étoile", "dated", "--season", "2", "--effective", "2025-05-05T09:30-04:00", "--premiere", "2026-Q2"),
        *("--source-name", "Deadline", "--source-url", "https://example.com/a", "--confirmation", "on_record"),
        *(
            "--episodes",
            "8",
            "--episodes-remain",
            "no",
            "--reason",
            "A strike.",
            "--note",
            "It comes.",
            "--event",
            "delay",
        ),
        "--yes",
    )

    entry = show.ledger.get(status="dated")
    assert (entry.effective_text, entry.premiere_on.isoformat(), entry.premiere_precision) == (
        "2025-05-05T09:30-04:00",
        "2026-04-01",
        "quarter",
    )
    assert (entry.source_name, entry.source_url) == ("Deadline", "https://example.com/a")
    assert (entry.confirmation, entry.event, entry.episodes, entry.episodes_remain) == ("on_record", "delay", 8, "no")
    assert (entry.reason, entry.note, entry.network.name) == ("A strike.", "It comes.", "Prime Video")


def test_a_day_goes_before_the_finer_entries_of_that_day_when_asked(show):
    run("Étoile", "on_hiatus", "--effective", "2025-05-05T09:30-04:00", "--yes")

    run("Étoile", "airing", "--effective", "2025-05-05", "--before", "--yes")

    assert [entry.status for entry in show.ledger.in_ledger_order().filter(season=None)] == [
        "returning",
        "airing",
        "on_hiatus",
    ]


def test_those_who_did_not_know_keep_their_pins(show):
    late = make_article("Still hopeful", published="2025-07-01", shows=[show])

    said = cancel("--yes")

    assert "[ ] “Still hopeful”" in said
    assert "it came out more than two days after the fact: it keeps its pin, set by hand from now on" in said
    pin = Coverage.objects.get(article=late)
    assert (pin.standing.entry.status, pin.hand_set) == ("returning", True)


def test_long_lists_are_cut(show):
    for number in range(22):
        make_article(f"Piece {number}", published="2025-04-30", shows=[show])

    said = cancel("--dry-run")

    assert "Articles that gain a notice (22):" in said
    assert said.count("This has since changed") == 20
    assert "\n  and 2 more\n" in said


def test_scheduled_articles_that_will_be_held_are_named(show):
    draft = make_draft("Tomorrow's hope", slug="hope", shows=[show])
    workflow.schedule(draft, by=None, at=moment("2025-06-01"), publish_at=moment("2099-06-01"))

    said = cancel("--yes")

    assert "Scheduled articles and updates that will be held (1):\n  “Tomorrow's hope” (hope)\n" in said


def test_held_articles_that_nothing_holds_any_more_are_named(show):
    draft = make_draft("Tomorrow's hope", slug="hope", shows=[show])
    workflow.schedule(draft, by=None, at=moment("2025-06-01"), publish_at=moment("2025-06-10"))
    cancel("--yes")
    assert workflow.publish_due(at=moment("2025-06-10")) == []

    said = run("Étoile", "returning", "--effective", "2025-06-12", "--dry-run")

    assert "Held articles and updates that nothing holds any more: publish or schedule them (1):\n  “Tomorrow's" in said


def test_when_the_ledger_moves_while_somebody_reads_it_asks_again(show, monkeypatch):
    answers = iter(["y\n", "y\n"])

    class Reader:
        """Somebody else records a break while this one reads; then nobody does."""

        def readline(self):
            if not show.ledger.filter(status="on_hiatus").exists():
                record(show, "on_hiatus", "2025-05-05", at="2025-05-06")
            return next(answers)

    monkeypatch.setattr("sys.stdin", Reader())

    said = cancel()

    assert said.count("To be recorded") == 2
    assert said.count("Record this? [y/N]") == 2
    assert "The ledger of “Étoile” has changed since this preview was made." in said
    assert statuses(show) == ["on_hiatus", "canceled", "order_reversed"]
    assert list(answers) == []


def test_when_the_ledger_moves_it_goes_on_unasked_with_the_new_preview(show, monkeypatch):
    look = record_status.preview

    def preview(*arguments):
        impact = look(*arguments)
        if not show.ledger.filter(status="on_hiatus").exists():
            record(show, "on_hiatus", "2025-05-05", at="2025-05-06")
        return impact

    monkeypatch.setattr(record_status, "preview", preview)

    said = cancel("--yes")

    assert said.count("To be recorded") == 2
    assert statuses(show) == ["on_hiatus", "canceled", "order_reversed"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_who_record_the_same_at_once_record_it_once():
    show = make_show("Étoile")
    record(show, "canceled", "2025-04-24", network="Prime Video", at="2025-04-24")

    def record_it(number):
        try:
            return run("Étoile", "returning", "--effective", "2025-06-06", "--network", "New Channel", "--yes")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as editors:
        said = list(editors.map(record_it, range(8)))

    assert sum("Recorded: “Étoile”: returning 2025-06-06." in one for one in said) == 1
    assert sum("is recorded already, since " in one for one in said) == 7
    assert show.ledger.filter(status="returning").count() == Network.objects.named("New Channel").count() == 1


@pytest.mark.parametrize(
    "name", ["étoile", "ETOILE", "ballet show", "etoile", "/shows/etoile/", "http://a.b/shows/etoile"]
)
def test_a_show_is_found_by_any_of_its_names(show, name):
    run(name, "on_hiatus", "--effective", "2025-05-05", "--yes")

    assert statuses(show) == ["on_hiatus"]


def test_of_two_shows_of_one_name_neither_is_guessed(show):
    make_show("Etoile", year=1989, country="FR")

    with pytest.raises(CommandError) as refusal:
        run("etoile", "canceled", "--effective", "2025-06-06", "--yes")

    assert str(refusal.value) == (
        "SHOW: “etoile” may be Etoile (1989, FR), /shows/etoile-1989/; Étoile (2025, US), /shows/etoile/. "
        "Give the address of the one that you mean."
    )


REFUSALS = [
    (["Étoil", "canceled"], "SHOW: there is no show “Étoil”: did you mean “Étoile”?"),
    (["Bosch", "canceled"], "SHOW: there is no show “Bosch”: check its spelling, or bring it in with import_shows."),
    (["Étoile\0", "canceled"], "SHOW holds a control character, or one that nobody can see: type it anew."),
    (
        ["Étoile", "cancelled"],
        "STATUS: “cancelled” is no status of a show: choose in_development, pilot_ordered, series_ordered, airing, "
        "returning, awaiting_decision, on_hiatus, ending, ended, canceled or not_proceeding. Did you mean canceled?",
    ),
    (
        ["Étoile", "canceled", "--season", "2"],
        "STATUS: “canceled” is no status of a season: choose undecided, ordered, in_production, dated, delayed, "
        "airing, on_break, aired, cut_short, order_reversed, shelved or not_happening.",
    ),
    (["Étoile", "ordered", "--season", "0"], "--season: “0” won't do: write a number from 1 to 200."),
    (["Étoile", "ordered", "--season", "two"], "--season: “two” won't do: write a number from 1 to 200."),
    (["Étoile", "ordered", "--season", ""], "--season: “” won't do: write a number from 1 to 200."),
    (
        ["Étoile", "dated", "--season", "7", "--network", "New"],
        "--premiere: A season that is dated needs its premiere date.",
    ),
    (["Étoile", "canceled", "--premiere", "soon"], "--premiere: “soon” is no date: write "),
    (
        ["Étoile", "canceled", "--premiere", "2025-06-06T20:00-04:00"],
        "--premiere: a premiere has a date and no time: write the day, as in 2025-04-24.",
    ),
    (
        ["Étoile", "canceled", "--confirmation", "rumor"],
        "--confirmation: “rumor” is no choice: choose official, on_record or reported.",
    ),
    (["Étoile", "canceled", "--event", "cancelation"], "--event: “cancelation” is no choice: choose announced, "),
    (
        ["Étoile", "canceled", "--network", "New", "--network-kind", "web"],
        "--network-kind: “web” is no choice: choose streamer, broadcast, cable or other.",
    ),
    (
        ["Étoile", "canceled", "--network", "Prime Video", "--network-kind", "cable"],
        "--network-kind: “Prime Video” is known as streamer: leave the option out.",
    ),
    (
        ["Étoile", "canceled", "--network-kind", "cable"],
        "--network-kind belongs to a new network: name it with --network.",
    ),
    (["Étoile", "canceled", "--network", "N" * 101], "--network has 101 characters, more than 100: shorten it."),
    (["Étoile", "canceled", "--note", "n" * 301], "--note has 301 characters, more than 300: shorten it."),
    (["Étoile", "canceled", "--note", "a\u202eb"], "--note holds a control character, or one that nobody can see: "),
    (["Étoile", "canceled", "--source-name", "\0"], "--source-name holds a control character, or one that nobody can "),
    (
        ["Étoile", "canceled", "--source-url", "javascript:alert(1)"],
        "--source-url: “javascript:alert(1)” is no web address: write all of it, with https:// in front.",
    ),
    (["Étoile", "canceled", "--episodes", "many"], "--episodes: “many” won't do: write a number from 1 to 9,999."),
    (
        ["Étoile", "canceled", "--episodes-remain", "perhaps"],
        "--episodes-remain: “perhaps” is no choice: choose yes, no or unknown.",
    ),
    (["Étoile", "canceled", "--effective", "2025-02-30"], "--effective: “2025-02-30” is no date of the calendar."),
    (
        ["Étoile", "canceled", "--effective", "2025-06-06T14:05"],
        "--effective: “2025-06-06T14:05” has a time without an ",
    ),
    (["Étoile", "canceled", "--effective", "0205-06-06"], "--effective: "),
    (["Étoile", "canceled", "--premiere", "9999"], "--premiere: "),
    (["Étoile", "canceled", "--effective", "2199-06-06"], "--effective: June 6, 2199 lies in the future: "),
    (["Étoile", "canceled", "--effective", "2199-06-06T14:05Z"], "--effective: June 6, 2199 lies in the future: "),
]


def test_it_asks_when_it_became_true(show):
    with pytest.raises(CommandError) as refusal:
        run("Étoile", "canceled", "--yes")

    assert str(refusal.value) == "--effective is missing: say when it became true, as in --effective 2025-06-06."


@pytest.mark.parametrize(("arguments", "said"), REFUSALS, ids=[" ".join(map(ascii, one)) for one, _ in REFUSALS])
def test_what_is_wrong_is_refused_by_its_name_and_nothing_is_written(show, arguments, said):
    effective = [] if "--effective" in arguments else ["--effective", "2025-06-06"]

    with pytest.raises(CommandError) as refusal:
        run(*arguments, *effective, "--yes")

    assert str(refusal.value).startswith(said)
    assert statuses(show) == []
    assert [network.name for network in Network.objects.all()] == ["Prime Video"]
    assert [season.number for season in Season.objects.all()] == [2]
