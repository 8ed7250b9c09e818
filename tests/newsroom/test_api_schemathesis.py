"""The API against its own description, by requests that a machine makes up."""

import json
from operator import attrgetter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from newsroom import api
from newsroom.wsgi import application
from tests.factories import make_article, make_every_notice
from tests.often import often

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom"), pytest.mark.slow]


def operations():
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.described())))
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


OPERATIONS = operations()
CALM = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
path_of = attrgetter("path")


@pytest.fixture
def newsroom():
    """Something of everything, and the connection to it kept while requests come and go."""
    make_every_notice()
    make_article(slug="etoile-season-2")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(operation, mode, *, examples):
    @settings(CALM, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def every_answer_is_as_described(case):
        # No description can say which shows and networks there are: any other name is refused, too.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    every_answer_is_as_described()


@pytest.mark.parametrize("operation", OPERATIONS, ids=path_of)
def test_what_is_allowed_is_answered_as_described(operation):
    ask(operation, GenerationMode.POSITIVE, examples=10)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.query or one.path_parameters], ids=path_of)
def test_what_is_not_allowed_is_refused_as_described(operation):
    ask(operation, GenerationMode.NEGATIVE, examples=15)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("operation", OPERATIONS, ids=path_of)
def test_many_requests_are_answered_as_described(operation):
    ask(operation, GenerationMode.POSITIVE, examples=often(60))
    if operation.query or operation.path_parameters:
        ask(operation, GenerationMode.NEGATIVE, examples=often(60))
