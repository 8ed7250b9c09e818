"""The stale desk as a table for other programs: what is narrowed, in its order, however much it is."""

import csv

from django.http import StreamingHttpResponse
from django.utils import timezone

from newsroom.desk.stale import StaleView, page_of

AT_ONCE = 200
COLUMNS = (
    *("headline", "address", "kind", "subject", "when published", "now", "source", "changed since"),
    *("published", "section", "bylines", "assigned to", "notice"),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that gives back what is written, so that each line goes out as it is made."""

    def write(self, line):
        return line


class StaleExportView(StaleView):
    def get(self, request, *args, **kwargs):
        answer = StreamingHttpResponse(_lines(self.filter.qs), content_type="text/csv; charset=utf-8")
        day = timezone.localdate().isoformat()
        answer["Content-Disposition"] = f'attachment; filename="stale-desk-{day}.csv"'
        return answer


def _lines(undecided):
    writer, after, is_last = csv.writer(_Line()), None, False
    yield "\ufeff" + writer.writerow(COLUMNS)  # by which spreadsheets know the accents
    while not is_last:
        rows, after = page_of(undecided, after, size=AT_ONCE)
        for row in rows:
            yield writer.writerow([_harmless(str(cell)) for cell in _cells(row)])
        is_last = after is None


def _cells(row):
    article, told = row.article, row.told
    said = told.sentences[0]
    return (
        *(article, article.get_absolute_url(), row.label, told.coverage, row.says),
        *(said, said.source_url or "", row.stands.isoformat(timespec="seconds")),
        *(article.published_at.isoformat(timespec="seconds"), article.section, ", ".join(article.authors)),
        *(article.assigned_to or "", row.notice.text),
    )


def _harmless(cell):
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
