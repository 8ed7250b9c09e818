"""Refusals that programs can read: problem details of RFC 9457."""

from http import HTTPStatus

from django.http import Http404, JsonResponse
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable

CONTENT_TYPE = "application/problem+json"


class ProblemResponse(JsonResponse):
    """What is wrong with a request: a sentence, and for each parameter that is bad its name and the remedy."""

    def __init__(self, status, detail, *, errors=(), **members):
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        if errors:
            problem["errors"] = [{"parameter": name, "detail": remedy} for name, remedy in errors]
        super().__init__(
            problem | members, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
        )


class BadParameters(APIException):
    """Parameters of the request, in pairs of name and remedy, for which there is no answer."""

    status_code = 400

    def __init__(self, errors):
        super().__init__(in_a_sentence(errors))
        self.errors = errors


class Gone(APIException):
    """What was at the address has been taken away, and why; ``members`` are told beside it."""

    status_code = 410

    def __init__(self, detail, **members):
        super().__init__(detail)
        self.members = members


def in_a_sentence(errors):
    return " ".join(f"{name}: {remedy}" for name, remedy in errors)


def answer(error, context=None):
    """The problem for what was raised in an API's view; ``None`` for what nobody foresaw."""
    match error:
        case BadParameters():
            return ProblemResponse(error.status_code, str(error.detail), errors=error.errors)
        case Gone():
            return ProblemResponse(error.status_code, str(error.detail), **error.members)
        case Http404():
            return ProblemResponse(404, str(error) or "There is nothing at this address.")
        case MethodNotAllowed():
            return ProblemResponse(405, "This can only be read: ask with GET or HEAD.")
        case NotAcceptable():
            return ProblemResponse(406, "The answer is application/json: accept that, or */*.")
        case APIException():
            return ProblemResponse(error.status_code, str(error.detail))
    return None


# What Django itself refuses, before a view could say why.
REASONS = {
    400: "The request can't be read: it is malformed, or has too many parameters.",
    404: "There is nothing at this address.",
    405: "This can only be read: ask with GET or HEAD.",
    412: "It has changed: the ETag in If-Match is of an earlier state.",
    500: "Something went wrong here; it is not your request. It has been logged.",
}


def as_problem(response):
    """``response``, or for a refusal that programs can't read one that they can."""
    if response.status_code < 400 or response.get("Content-Type") == CONTENT_TYPE:
        return response
    reason = REASONS.get(
        response.status_code, HTTPStatus(response.status_code).description or "The request is refused."
    )
    problem = ProblemResponse(response.status_code, reason)
    for name in ("Allow", "Retry-After"):
        if name in response:
            problem[name] = response[name]
    return problem
