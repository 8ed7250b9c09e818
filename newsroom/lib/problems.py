"""Refusals that programs can read: problem details of RFC 9457."""

from http import HTTPStatus

from django.http import JsonResponse


class ProblemResponse(JsonResponse):
    """What is wrong with a request: a sentence, and for each parameter that is bad its name and the remedy."""

    def __init__(self, status, detail, *, errors=()):
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        if errors:
            problem["errors"] = [{"parameter": name, "detail": remedy} for name, remedy in errors]
        super().__init__(
            problem, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
        )
