"""What could not be sent to people, for who sends it again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from newsroom.desk.ledger import DeskView
from newsroom.models import Digest, Message
from newsroom.telling import outbox

SHOWN = 100
NAMED = {"message": Message, "digest": Digest}  # as forms name them


class UnsentView(DeskView):
    """Messages that were given up, the latest first. It says of what kind they are, and nothing of what they tell."""

    permission_required = "newsroom.resend_message"
    template_name = "admin/desk/unsent.html"

    def get_context_data(self, **kwargs):
        found = [model.objects.not_sent() for model in NAMED.values()]
        rows = [one for rows in found for one in rows.select_related("to")[: SHOWN + 1]]
        rows.sort(key=lambda one: one.settled_at, reverse=True)
        further = sum(rows.count() for rows in found) - SHOWN if len(rows) > SHOWN else 0
        return super().get_context_data(title="Could not be sent", rows=rows[:SHOWN], further=further, **kwargs)

    def post(self, request):
        name = next((name for name in NAMED if name in request.POST), "message")
        pk = request.POST.get(name, "")
        number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
        try:
            message = outbox.send_again(number, at=timezone.now(), outgoing=NAMED[name])
        except outbox.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"It is sent to {message.to} again within a minute.")
        return redirect("desk:unsent")
