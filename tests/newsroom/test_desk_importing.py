"""Tables of shows, seasons and entries that are uploaded, looked at and imported."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from articles import clock, status_changes
from newsroom import roles
from newsroom.imports import columns, tables, uploads
from newsroom.imports.models import Upload
from shows.models import FormerShowSlug, Network, Season, Show, StatusEntry
from tests.desk import make_member, sign_in, told
from tests.factories import (
    cancel_etoile,
    make_article,
    make_change,
    make_etoile,
    make_network,
    make_season,
    make_show,
    record,
)
from tests.newsroom.importing import differences, everything
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

IMPORT = reverse("desk:import")
LEDGER = "title,season,effective,status,network,source_name\n"


def send(client, content, name="table.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def preview(client, content, name="table.csv"):
    """The preview of what is uploaded, by its address and its lines."""
    answer = send(client, content, name)
    assert answer.status_code == 302, refused(answer)
    return answer["Location"], [(line["row"], line["act"], line["words"]) for line in Upload.objects.last().lines]


def confirm(client, address):
    seen = read(client, address).one("input", name="seen").attrs["value"]
    answer = client.post(address, {"seen": seen})
    return told(answer)[-1]


def refused(answer):
    """What is wrong with a file, of which nothing was kept."""
    assert answer.status_code == 200
    assert not Upload.objects.exists()
    page = parse(answer.content.decode())
    rows = [[cell.text for cell in row.all("th") + row.all("td")] for row in page.all("tr")[1:]]
    return rows or page.one(class_="desk-alert").text


def csv_of(table, *rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, table.columns)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def book_of(*rows, formats=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, number_format in formats:
        book.active[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


# -- what is imported ----------------------------------------------------------------------------


def test_what_is_confirmed_is_imported_and_logged(client, editor):
    etoile = make_show("Étoile", year=2025)
    before, moment = everything(), clock.now()

    address, lines = preview(client, "Title,Year,Country,Also known as\nEtoile,2025,US,B99\nMinx,2022,,a | b\n")

    assert lines == [
        (2, "changed", "“Étoile (2025, US)”: also known as “Etoile”, also known as “B99”, country US"),
        (3, "made", "the show “Minx (2022)”"),
    ]
    assert everything() == before
    assert confirm(client, address) == "Imported “table.csv”. 2 rows: 1 made, 1 changed."
    assert Show.objects.get(title="Minx").also_known_as == ["a", "b"]
    etoile.refresh_from_db()
    assert (etoile.country, etoile.also_known_as) == ("US", ["Etoile", "B99"])
    assert clock.now() == moment + 1
    assert [
        (one.user, str(one.object_repr), one.change_message) for one in LogEntry.objects.order_by("object_repr")
    ] == [
        (editor, "Minx", "Imported from “table.csv”."),
        (editor, "Étoile", "Imported from “table.csv”."),
    ]
    upload = Upload.objects.get()
    assert (upload.rows, upload.lines, upload.by) == ([], [], editor)
    assert "2 rows: 1 made, 1 changed." in read(client, IMPORT).text


def test_entries_are_recorded_by_whom_they_are_imported_and_articles_tell_them(client, editor):
    show = make_etoile()
    article = make_article("Season 2 is coming", slug="coming", shows=[(show, 2)])
    before, moment = everything(), clock.now()

    content = (
        LEDGER + "Étoile,,2025-06-06,Canceled,prime video,Deadline\nÉtoile,2,2025-06-06,order reversed,,Deadline\n"
    )
    address, lines = preview(client, content)

    assert [line[:2] for line in lines] == [(2, "recorded"), (3, "recorded")]
    assert "Articles that may tell something else by it: 1" in read(client, address).text
    assert (everything(), clock.now()) == (before, moment)
    assert confirm(client, address).endswith("2 rows: 2 recorded.")
    reversal, end = StatusEntry.objects.order_by("-pk")[:2]
    assert (end.recorded_by, end.source_name, end.network.name) == (editor, "Deadline", "Prime Video")
    assert (reversal.status, reversal.season.number, reversal.network) == ("order_reversed", 2, None)
    assert differences() == []
    assert "This has since changed" in client.get(article.get_absolute_url()).content.decode()


def test_of_however_many_ledgers_the_clock_moves_once(client, editor):
    for title in ("Minx", "Glow"):
        make_article(f"{title} returns", shows=[make_show(title)], published="2025-01-10")
    moment = clock.now()

    address, _ = preview(client, LEDGER + "Minx,,2025-01-05,returning,,\nGlow,,2025-01-05,returning,,\n")
    confirm(client, address)

    assert clock.now() == moment + 1
    assert differences() == []  # late news has moved the pins of both


def test_what_is_exported_comes_back_without_a_change(client, editor):
    show = make_etoile()
    cancel_etoile(show)
    reported = record(show, "returning", "2025-07", confirmation="reported", note="=1+1, they say")
    status_changes.correct(reported, status_changes.void(reported), by=editor, at=timezone.now())
    wrong = record(show, "ordered", "2025-Q3", season=3, network="Netflix")
    right = make_change(show, "ordered", "2025-08", season=3, network="Hulu")
    status_changes.correct(wrong, right, by=editor, at=timezone.now())
    record(show, "dated", "2025-10-02T14:05-04:00", season=3, premiere="2026-01", episodes=8)
    Season.objects.filter(number=1).update(premiered_on=date(2025, 4, 24), release="all at once")
    make_show("-Étoile", also_known_as=["a | b"])
    make_show("Twins")
    make_show("Twins", year=2004, country="GB")
    before = everything()

    for what, form in (("shows", "csv"), ("seasons", "csv"), ("ledger", "csv"), ("ledger", "xlsx")):
        answer = client.get(reverse(f"desk:export_{what}", args=[form]))
        address, lines = preview(client, b"".join(answer), f"{what}.{form}")
        assert {line[1:] for line in lines} == {("left", "")}

    page = read(client, address)
    assert f"{len(lines)} rows: nothing to do." in page.text
    assert len(lines) == StatusEntry.objects.count()
    assert "Import it" not in page.text
    assert everything() == before


def test_what_we_have_otherwise_stays_and_is_told(client, editor):
    show = make_etoile()
    make_season(show, 3, episodes=8)
    record(show, "canceled", "2025-06-06", source_name="Deadline", network="Prime Video")

    _, lines = preview(client, "title,season,episodes\nÉtoile,3,10\nÉtoile,4,\n")
    assert lines == [(2, "left", "episodes stays 8, not 10"), (3, "made", "season 4 of “Étoile”")]
    _, lines = preview(client, LEDGER + "Étoile,,2025-06-06,canceled,Prime Video,Variety\n")
    assert lines == [(2, "left", "source name stays Deadline, not Variety")]


def test_an_exported_entry_that_was_changed_is_no_news(client, editor):
    show = make_etoile()
    entry = record(show, "canceled", "2025-06-06", network="Prime Video")
    row = dict(zip(columns.LEDGER.columns, columns.of_entry(entry), strict=True))

    (wrong,) = refused(send(client, csv_of(columns.LEDGER, row | {"status": "ended"})))
    assert wrong[:2] == ["2", "entry"]
    assert "is corrected at the desk" in wrong[2]
    (wrong,) = refused(send(client, csv_of(columns.LEDGER, row | {"corrects": 1})))
    assert wrong[:2] == ["2", "corrects"]
    _, lines = preview(client, csv_of(columns.LEDGER, row | {"status": "ended", "entry": ""}))
    assert [line[1] for line in lines] == ["recorded"]


def test_a_row_added_to_an_exported_table_is_of_the_show_that_the_others_mean(client, editor):
    show = make_show("Étoile", year=2025)
    entry = record(show, "returning", "2025-01-06")
    row = dict(zip(columns.LEDGER.columns, columns.of_entry(entry), strict=True))
    news = {"title": "Étoile", "effective": "2025-06-06", "status": "canceled"}

    for rows in ([row, news], [news, row]):
        _, lines = preview(client, csv_of(columns.LEDGER, *rows))
        assert sorted(line[1] for line in lines) == ["left", "recorded"]


def test_what_may_be_here_already_is_asked_about(client, editor):
    make_show("The Marvelous Mrs. Maisel", year=2017)
    make_network("Prime Video")

    address, lines = preview(client, LEDGER + "Marvelous Mrs Maisel,,2023-05-26,ended,Prime Vidio,\n")

    assert [line[1] for line in lines] == ["made", "made", "recorded"]
    page = read(client, address).text
    assert "the show “Marvelous Mrs Maisel” Is it “The Marvelous Mrs. Maisel (2017)”, which is here?" in page
    assert "the network “Prime Vidio” Is it “Prime Video”, which is here?" in page
    assert Network.objects.count() == 1


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Étoile,,6/6/2025,canceled,,", "effective", "is no date: write YYYY"),
        ("Étoile,,2025-02-30,canceled,,", "effective", "no date of the calendar"),
        ("Étoile,,2025-06-06T14:05,canceled,,", "effective", "without an offset"),
        ("Étoile,,2099-06-06,canceled,,", "effective", "lies in the future"),
        ("Étoile,,2025-06-06,cancelled,,", "status", "perhaps “canceled”"),
        ("Étoile,2,2025-06-06,canceled,,", "status", "is a status of a show, not of a season"),
        ("Étoile,two,2025-06-06,ordered,,", "season", "must be a whole number from 1 to 200, not “two”"),
        ("Étoile,2,2025-06-06,dated,,", "premiere_on", "a season that is dated needs its premiere date"),
        (",,2025-06-06,canceled,,", "title", "is missing: give it."),
    ],
)
def test_a_cell_that_is_wrong_is_named_with_its_remedy(client, editor, row, column, words):
    ((number, named, said),) = refused(send(client, f"{LEDGER}\n{row}\n"))

    assert (number, named) == ("3", column)
    assert words in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("title,year\nÉtoile,2025\n".encode("latin-1"), "line 2: the byte 0xC9 is no UTF-8"),
        ("title\nÉtoile\n".encode("utf-16"), "this is UTF-16, not UTF-8"),
        ('title\n"Étoile\n', "this is no CSV"),
        (b"\xd0\xcf\x11\xe0old", "save it as .xlsx"),
        (b"PK\x03\x04broken", "no workbook that can be read"),
        (b"title\n" + b"a" * tables.BYTES, "more than 5 MB"),
        (book_of(["title"], ["=1+1"]), "row 2: a cell is a formula"),
        ("title\n" + "a\n" * (tables.ROWS + 1), "more than 5,000 rows"),
    ],
)
def test_a_file_that_is_none_is_refused(client, editor, content, words):
    assert words in refused(send(client, content))


def test_columns_are_known(client, editor):
    assert refused(send(client, "titel,year\nÉtoile,2025\n")) == [
        ["1", "titel", "is no column of the table of shows: perhaps “title” is meant."],
        ["1", "title", "is missing: the table of shows needs this column."],
    ]
    assert [row[1] for row in refused(send(client, "title,title,event\nÉtoile,a,b\n"))] == [
        *("effective", "season", "status", "title"),
    ]
    assert "Choose a file." in parse(client.post(IMPORT).content.decode()).text


def test_a_workbook_that_unpacks_to_too_much_is_refused(client, editor):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (tables.UNPACKED + 1))

    assert "unpacks to more than 40 MB" in refused(send(client, file.getvalue(), "bomb.xlsx"))


def test_one_show_stands_once_and_two_of_a_title_are_told_apart(client, editor):
    make_show("Shameless", year=2004, country="GB")
    make_show("Shameless", year=2011, country="US")

    assert "stands at row 2 already" in refused(send(client, "title\nMinx\nminx\n"))[0][2]
    (row,) = refused(send(client, LEDGER + "Shameless,,2021-04-11,ended,,\n"))
    assert "is the name of 2 shows" in row[2]
    assert "season 1 stands at row 2 already" in refused(send(client, "title,season\nMinx,1\nMinx,1\n"))[0][2]


def test_dates_of_a_workbook_are_read_as_they_are_shown(client, editor):
    make_show("Étoile")
    head = ["title", "season", "effective", "status"]
    rows = [["Étoile", None, date(2025, 6, 6), "canceled"], ["Étoile", 2, date(2025, 6, 1), "order_reversed"]]

    _, lines = preview(client, book_of(head, *rows, formats=[("C3", "mmm-yy")]), "table.xlsx")

    assert [line[2].partition(": ")[2] for line in lines if line[1] == "recorded"] == [
        *("Canceled, June 6, 2025", "Order reversed, June 2025"),
    ]


# -- between preview and confirmation ------------------------------------------------------------


def test_a_preview_that_is_no_longer_true_is_made_anew(client, editor):
    show = make_etoile()
    address, _ = preview(client, LEDGER + "Étoile,,2025-06-06,canceled,Prime Video,\n")
    record(show, "canceled", "2025-06-06", network="Prime Video")
    before = everything()

    assert "have changed since this preview was made" in confirm(client, address)
    assert everything() == before
    assert "1 row: nothing to do." in read(client, address).text


def test_only_what_was_read_is_imported_and_only_once(client, editor):
    address, _ = preview(client, "title\nMinx\n")

    assert "not the preview that you read" in told(client.post(address, {"seen": "another"}))[-1]
    assert not Show.objects.exists()
    confirm(client, address)
    assert "is imported" in told(client.post(address, {"seen": "x"}, follow=True))[-1]
    assert Show.objects.count() == 1


def test_what_somebody_enters_at_that_moment_refuses_it(client, editor, monkeypatch):
    def taken(*args, **kwargs):
        raise IntegrityError

    address, _ = preview(client, "title\nMinx\n")
    monkeypatch.setattr("newsroom.imports.uploads.bring", taken)

    assert "Nothing was imported: confirm again." in confirm(client, address)


def test_a_preview_is_for_who_uploaded_it_and_for_a_day(client, editor, monkeypatch):
    address, _ = preview(client, "title\nMinx\n")
    Upload.objects.update(at=Upload.objects.get().at - timedelta(days=2))
    other, _ = preview(client, "title\nMinx\n")

    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 200
    monkeypatch.setattr(uploads, "MOST", 2)
    for _ in range(2):
        preview(client, "title\nMinx\n")
    assert Upload.objects.count() == 2
    client.force_login(make_member(roles.EDITORS, "other"))
    assert client.get(reverse("desk:import_preview", args=[Upload.objects.last().pk])).status_code == 404


def test_who_may_not_import_sees_neither_page_nor_button(client):
    sign_in(client, roles.REPORTERS)

    assert client.get(IMPORT).status_code == send(client, "title\nMinx\n").status_code == 403
    assert "Import a table" not in read(client, reverse("admin:shows_show_changelist")).text


def test_more_shows_that_are_here_are_no_more_statements(client, editor):
    def statements(content):
        preview(client, content)
        with CaptureQueriesContext(connection) as asked:
            preview(client, content)
        return len(asked)

    titles = [f"Show {number}" for number in range(30)]
    for title in titles:
        make_show(title)

    assert statements("title\n" + "\n".join(titles)) == statements("title\n" + "\n".join(titles[:3]))
    address, _ = preview(client, "title\n" + "\n".join(titles))
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) < 25


SHOWS_HEAD = "title,year,country,slug,title_language,also_known_as,network,status\n"


@pytest.fixture
def minx():
    show = make_show("Minx", year=2022, country="US")
    record(show, "canceled", "2025-06-06", network="Starz")
    return show


@pytest.mark.parametrize("of", ["now", "before"])
def test_an_import_renames_nothing_and_says_so(client, minx, of):
    sign_in(client, roles.EDITORS)
    if of == "before":
        FormerShowSlug.objects.create(show=minx, slug="minx-2")
    slug = {"now": "minx", "before": "minx-2"}[of]

    ((row, column, text),) = refused(send(client, f"{SHOWS_HEAD}The Minx,2022,US,{slug},,,Starz,canceled\n"))

    assert (row, column) == ("2", "slug")
    assert "is that of “Minx (2022, US)”, which is not called “The Minx”. An import renames nothing" in text
    assert "empty this cell if it is another show" in text
    _, lines = preview(client, f"{SHOWS_HEAD}The Minx,2022,US,,,,,\n")
    assert [line[1:] for line in lines] == [("made", "the show “The Minx (2022, US)”")]


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        ("Starz,canceled", ""),
        ("starz,Canceled", ""),
        (",", ""),
        ("Starz,Returning", "status stays canceled, not Returning: record that in the ledger"),
        ("Netflix,canceled", "network stays Starz, not Netflix: record that in the ledger"),
    ],
)
def test_how_a_show_stands_is_left_to_the_ledger_and_that_is_told(client, minx, told, stays):
    sign_in(client, roles.EDITORS)

    address, lines = preview(client, f"{SHOWS_HEAD}Minx,2022,US,minx,,,{told}\n")

    assert lines == [(2, "left", stays)]
    otherwise = "what this table says otherwise stays as it is here" in read(client, address).text
    assert otherwise is bool(stays)
    assert (stays in read(client, f"{address}?which=differs").text) is True
    assert minx.ledger.count() == 1


def test_a_title_that_is_known_by_another_name_stays(client, minx):
    sign_in(client, roles.EDITORS)
    Show.objects.filter(pk=minx.pk).update(also_known_as=["The Magazine"])

    _, lines = preview(client, f"{SHOWS_HEAD}Minx Up,2022,US,minx,,The Magazine,,\n")

    assert lines == [(2, "changed", "“Minx (2022, US)”: also known as “Minx Up”; title stays Minx, not Minx Up")]
