"""What could not be sent to people, for who sends it again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from newsroom.desk.ledger import DeskView
from newsroom.models import Message
from newsroom.telling import outbox

SHOWN = 100


class UnsentView(DeskView):
    """Messages that were given up, the latest first. It says of what kind they are, and nothing of what they tell."""

    permission_required = "newsroom.resend_message"
    template_name = "admin/desk/unsent.html"

    def get_context_data(self, **kwargs):
        found = Message.objects.not_sent()
        rows = list(found.select_related("to")[: SHOWN + 1])
        further = found.count() - SHOWN if len(rows) > SHOWN else 0
        return super().get_context_data(title="Could not be sent", rows=rows[:SHOWN], further=further, **kwargs)

    def post(self, request):
        pk = request.POST.get("message", "")
        try:
            message = outbox.send_again(int(pk) if pk.isascii() and pk.isdigit() else 0, at=timezone.now())
        except outbox.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"It is sent to {message.to} again within a minute.")
        return redirect("desk:unsent")
