"""What left the stale desk lately: decided on by people, or put right by the ledger."""

from django.http import Http404

from articles import settled
from newsroom.desk.ledger import DeskView
from newsroom.lib.paging import NotACursor, cursor_of, values_of

SIZE = 30


class SettledView(DeskView):
    """Outcomes, or acts on the ledger by which notices went; the latest first, each page from a place in the log."""

    permission_required = "articles.review_article"
    template_name = "admin/desk/settled.html"

    def get_context_data(self, **kwargs):
        by_ledger, before = self.request.GET.get("by") == "ledger", _place(self.request.GET.get("before"))
        if by_ledger:
            acts, last = settled.by_ledger(before, most=SIZE)
            outcomes = []
        else:
            outcomes, acts = list(settled.by_people(before)[: SIZE + 1]), []
            last = outcomes[SIZE - 1].pk if len(outcomes) > SIZE else None
        return super().get_context_data(
            title="Lately settled",
            by_ledger=by_ledger,
            acts=acts,
            counted=settled.COUNTED,
            outcomes=outcomes[:SIZE],
            older=last and cursor_of([last]),
            is_first=before is None,
            **kwargs,
        )


def _place(cursor):
    if cursor is None:
        return None
    try:
        (pk,) = values_of(cursor)
        number = int(pk)
    except (NotACursor, ValueError, TypeError, OverflowError) as error:
        raise Http404("There is no such page.") from error
    if not 0 < number < 2**62:
        raise Http404("There is no such page.")
    return number
