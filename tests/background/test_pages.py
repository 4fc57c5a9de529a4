"""Waiting for long work on its page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from dukao.identity.models import Account
from tests.conftest import NOW, City

NumQueries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def task(city: City) -> Task:
    reporter = city.actor(city.reporter)
    return Task.objects.create(
        kind="sample", label="导出 9 月填报", account_id=reporter.account_id, started_by=reporter.name,
        unit_path=reporter.unit_path, created_at=NOW, state=TaskState.RUNNING, done=3, total=12,
        sentence="正在写第 3 张表", beat_at=NOW,
    )  # fmt: skip


def test_progress_asks_again_until_the_task_has_ended(city: City, task: Task, client: Client) -> None:
    client.force_login(city.reporter)
    running = client.get(f"/tasks/{task.pk}/progress/", headers={"HX-Request": "true"}).content.decode()
    assert "正在写第 3 张表" in running
    assert 'hx-trigger="every 1s"' in running
    assert "<html" not in running

    task.state, task.sentence, task.finished_at = TaskState.DONE, "导出 12 张表。", NOW + timedelta(minutes=1)
    task.result = {"sentence": "导出 12 张表。", "url": "/reports/"}
    task.save()
    ended = client.get(f"/tasks/{task.pk}/progress/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ended
    assert 'href="/reports/"' in ended


def test_a_failed_task_says_why(city: City, task: Task, client: Client) -> None:
    client.force_login(city.reporter)
    Task.objects.filter(pk=task.pk).update(state=TaskState.FAILED, sentence="没有可以导出的填报。")
    page = client.get(f"/tasks/{task.pk}/").content.decode()
    assert "没有可以导出的填报。" in page
    assert "hx-trigger" not in page


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    tasks: int, city: City, task: Task, make_account: Callable[..., Account], client: Client,
    django_assert_num_queries: NumQueries,
) -> None:  # fmt: skip
    newcomer = make_account("newcomer", "新人", city.housing)
    for _ in range(tasks):
        task.pk, task.account_id = None, newcomer.pk
        task.save()
    client.force_login(newcomer)
    client.get("/tasks/")
    with django_assert_num_queries(5):
        assert client.get("/tasks/").content.decode().count("正在写第 3 张表") == tasks


def test_an_empty_list_says_what_would_stand_there(city: City, client: Client) -> None:
    client.force_login(city.stranger)
    assert "没有后台任务" in client.get("/tasks/").content.decode()
