import logging

from django.conf import settings
from django.utils import timezone
from django.views.decorators.csp import csp_override

from articles import workflow
from newsroom import health

logger = logging.getLogger(__name__)

# Whoever works at the desk is no reader.
NOT_PUBLIC = ("/admin/",)


def answer_watchers(get_response):
    """Tell those who watch over servers how we are, by whatever name or scheme they ask."""
    views = {"/healthz": health.alive, "/readyz": health.ready}

    def middleware(request):
        return views.get(request.path_info, get_response)(request)

    return middleware


def admin_policy(get_response):
    """Let the desk do what its interface needs, and no public page."""
    desk = csp_override(settings.SECURE_CSP_ADMIN)(get_response)

    def middleware(request):
        return (desk if request.path_info.startswith("/admin/") else get_response)(request)

    return middleware


class PublishWhatIsDue:
    """Whoever asks for a public page publishes what is due before: readers never wait for the worker."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path_info.startswith(NOT_PUBLIC):
            publish_what_is_due()


def publish_what_is_due():
    try:
        workflow.publish_due(at=timezone.now())
    except Exception:
        # The page is as it was a moment ago, which is better than none.
        logger.exception("What is due could not be published.")
