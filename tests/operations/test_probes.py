"""What load balancers, watchdogs and Prometheus are told, and who may ask."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from tests.conftest import NOW, City

AWAY = mock.patch.object(connection, "cursor", side_effect=OperationalError("password of db1 is wrong"))


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/healthz/ready"])
def test_readiness_is_the_database_s_and_gives_no_details(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    with AWAY:
        answer = client.get(address)
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert answer.headers["Retry-After"] == "5"


def figures(client: Client) -> dict[tuple[str, str], float]:
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, sample.labels.get("state") or sample.labels.get("view") or ""): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_tell_how_the_product_stands_and_name_nobody(city: City, client: Client) -> None:
    for state in (TaskState.WAITING, TaskState.FAILED, TaskState.FAILED):
        Task.objects.create(
            kind="export", label="导出市住建局得分", started_by="何正", created_at=NOW, state=state
        )
    client.force_login(city.office)
    client.get("/?q=陈立")
    client.get("/no-such-page/陈立")
    found = figures(client)
    assert found["dukao_database_up", ""] == 1
    assert found["dukao_tasks", "waiting"] == 1
    assert found["dukao_tasks", "failed"] == 2
    assert found["dukao_disk_free_bytes", ""] > 0
    assert found["dukao_request_seconds_count", "dashboards:home"] >= 1
    assert found["dukao_request_seconds_count", "none"] >= 1
    text = client.get("/metrics").content.decode()
    assert text.isascii(), "Chinese would be a name or a unit"
    assert "no-such-page" not in text


@pytest.mark.django_db
def test_metrics_say_that_the_database_is_away(client: Client) -> None:
    with AWAY:
        found = figures(client)
    assert found["dukao_database_up", ""] == 0
    assert ("dukao_tasks", "waiting") not in found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asking", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, 403),
    ],
)
def test_without_a_token_only_this_machine_reads_metrics(
    client: Client, asking: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", **asking).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shown", "status"), [("Bearer geheim", 200), ("Bearer falsch", 403), ("", 403), ("Bearer 口令", 403)]
)
def test_with_a_token_whoever_shows_it_does(
    client: Client, settings: Settings, shown: str, status: int
) -> None:
    settings.DUKAO_METRICS_TOKEN = "geheim"
    asking = {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": shown}
    assert client.get("/metrics", **asking).status_code == status
