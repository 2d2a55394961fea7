"""Whether the portal can answer, for machines that watch it."""

import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_a_portal_that_can_answer_says_ok_and_is_never_kept(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.json() == {"status": "ok"}
    assert answer["Cache-Control"] == "no-store" and "X-Page-Cache" not in answer


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_with_503(client):
    def gone(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(gone):
        answer = client.get("/healthz")
    assert answer.status_code == 503 and answer["Retry-After"]
    assert "gone" not in answer.content.decode()
