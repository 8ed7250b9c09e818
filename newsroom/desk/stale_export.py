"""The stale desk as a table for other programs: what is narrowed, in its order, however much it is."""

from django.http import StreamingHttpResponse
from django.utils import timezone

from newsroom.desk.stale import StaleView, page_of
from newsroom.lib.sheets import CSV, csv_lines

AT_ONCE = 200
COLUMNS = (
    *("headline", "address", "kind", "subject", "when published", "now", "source", "changed since"),
    *("published", "section", "bylines", "assigned to", "notice"),
)


class StaleExportView(StaleView):
    def answer(self):
        answer = StreamingHttpResponse(
            csv_lines(COLUMNS, _rows(self.filter.qs, self.request.build_absolute_uri)), content_type=CSV
        )
        day = timezone.localdate().isoformat()
        answer["Content-Disposition"] = f'attachment; filename="stale-desk-{day}.csv"'
        return answer


def _rows(undecided, absolute):
    after, is_last = None, False
    while not is_last:
        rows, after = page_of(undecided, after, size=AT_ONCE)
        yield from (_cells(row, absolute) for row in rows)
        is_last = after is None


def _cells(row, absolute):
    article, told = row.article, [one.told for one in row.changes]
    sources = dict.fromkeys(one.sentences[0].source_url for one in told)
    return (
        *(article, absolute(article.get_absolute_url()), row.label, "; ".join(str(one.coverage) for one in told)),
        *("; ".join(one.says for one in row.changes), " ".join(str(said) for one in row.changes for said in one.now)),
        *(" ".join(filter(None, sources)), row.stands.isoformat(timespec="seconds")),
        *(article.published_at.isoformat(timespec="seconds"), article.section, ", ".join(article.authors)),
        *(article.assigned_to or "", row.notice.text),
    )
