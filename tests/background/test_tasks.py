"""Long work: started, carried out, lost, found again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from huey.contrib.djhuey import HUEY
from huey.storage import MemoryStorage

from dukao.background import registry, running, services
from dukao.background.models import Task
from dukao.background.selectors import queue_state, task_for, visible_tasks
from dukao.background.vocabulary import ATTEMPTS, FORGOTTEN_AFTER, LOST_AFTER, TaskState
from dukao.journal.models import Entry
from dukao.kernel import clock
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from tests.conftest import NOW, City

OnCommit = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.Work]:
    """Works that count to three, refuse, or break."""

    def count(arguments: dict[str, Any], report: registry.Report) -> dict[str, Any]:
        for done in range(1, 4):
            report(done, 3, f"已办 {done} 件")
        return {"sentence": f"{arguments['what']}办完了。", "url": "/somewhere/"}

    def refuse(arguments: dict[str, Any], report: registry.Report) -> dict[str, Any]:
        raise DomainError("no_data", "没有可以计算的数据，请先审核填报。")

    def break_down(arguments: dict[str, Any], report: registry.Report) -> dict[str, Any]:
        raise ZeroDivisionError

    planted: dict[str, registry.Work] = {"count": count, "refuse": refuse, "break": break_down}
    # The rooms register theirs once in a process: not into something that goes with this test.
    registry.load_jobs()
    monkeypatch.setattr(registry, "_works", planted)
    return planted


def start(city: City, kind: str = "count") -> Task:
    return services.start_task(
        actor=city.actor(city.reporter), kind=kind, label="三件事", arguments={"what": "这批"}, at=NOW
    )


def test_a_task_runs_after_commit_and_keeps_its_outcome(
    city: City, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        task = start(city)
        assert task.state == TaskState.WAITING
    task.refresh_from_db()
    assert (task.state, task.done, task.total) == (TaskState.DONE, 3, 3)
    assert task.sentence == "这批办完了。"
    assert task.result == {"sentence": "这批办完了。", "url": "/somewhere/"}
    assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == ["task_started", "task_done"]


def test_a_refusal_is_told_in_its_own_words(city: City) -> None:
    task = start(city, "refuse")
    running.run(task.pk)
    task.refresh_from_db()
    assert (task.state, task.sentence) == (TaskState.FAILED, "没有可以计算的数据，请先审核填报。")


def test_a_breakdown_names_the_task_and_hides_the_details(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    task = start(city, "break")
    running.run(task.pk)
    task.refresh_from_db()
    assert task.state == TaskState.FAILED
    assert f"任务编号 {task.pk}" in task.sentence
    assert "ZeroDivisionError" not in task.sentence
    assert "ZeroDivisionError" in caplog.text


def test_an_unknown_kind_is_noticed_when_started(city: City) -> None:
    with pytest.raises(KeyError):
        start(city, "nothing")
    assert not Task.objects.exists()


def test_a_task_is_taken_by_one_worker_only(city: City, works: dict[str, registry.Work]) -> None:
    task = start(city)
    running.run(task.pk)
    works["count"] = works["break"]
    running.run(task.pk)
    task.refresh_from_db()
    assert (task.state, task.attempts) == (TaskState.DONE, 1)


def test_a_task_of_a_killed_worker_is_run_again(
    city: City, django_capture_on_commit_callbacks: OnCommit
) -> None:
    task = start(city)
    Task.objects.filter(pk=task.pk).update(state=TaskState.RUNNING, attempts=1, beat_at=NOW, done=1, total=3)
    services.recover_tasks(at=NOW + LOST_AFTER)
    task.refresh_from_db()
    assert task.state == TaskState.RUNNING, "a task that still gives signs of life is left alone"
    with django_capture_on_commit_callbacks(execute=True):
        services.recover_tasks(at=NOW + LOST_AFTER + timedelta(seconds=1))
    task.refresh_from_db()
    assert (task.state, task.attempts) == (TaskState.DONE, 2)


def test_a_task_lost_too_often_is_given_up_with_words(city: City) -> None:
    task = start(city)
    Task.objects.filter(pk=task.pk).update(state=TaskState.RUNNING, attempts=ATTEMPTS, beat_at=NOW)
    services.recover_tasks(at=NOW + timedelta(hours=1))
    task.refresh_from_db()
    assert task.state == TaskState.FAILED
    assert task.finished_at == NOW + timedelta(hours=1)
    assert f"连续 {ATTEMPTS} 次中断" in task.sentence
    assert Entry.objects.filter(event="task_failed").count() == 1


def test_a_task_that_fell_out_of_the_queue_is_queued_again(city: City) -> None:
    task = start(city)
    services.recover_tasks(at=NOW + FORGOTTEN_AFTER + timedelta(seconds=1))
    task.refresh_from_db()
    assert task.state == TaskState.DONE


def test_a_task_that_waits_in_a_long_queue_is_not_queued_again(
    city: City, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
) -> None:
    monkeypatch.setattr(HUEY, "storage", MemoryStorage())
    monkeypatch.setattr(HUEY, "_immediate", False)
    with django_capture_on_commit_callbacks(execute=True):
        queued = start(city)
    forgotten = start(city)
    for _ in range(2):
        services.recover_tasks(at=NOW + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert [each.args for each in HUEY.pending()] == [(queued.pk,), (forgotten.pk,)]


def test_the_starter_and_the_office_above_see_a_task_and_nobody_else(city: City) -> None:
    task = start(city)
    for account in (city.reporter, city.office):
        assert task_for(city.actor(account), task.pk) == task
        assert list(visible_tasks(city.actor(account))) == [task]
    for account in (city.head, city.stranger, city.leader, city.system_admin):
        assert not visible_tasks(city.actor(account)).exists()
        with pytest.raises(Missing):
            task_for(city.actor(account), task.pk)


def test_the_queue_is_counted_without_naming_anything(city: City) -> None:
    start(city)
    silent = start(city)
    Task.objects.filter(pk=silent.pk).update(state=TaskState.RUNNING, beat_at=NOW - timedelta(hours=1))
    state = queue_state(NOW)
    assert (state.waiting, state.running, state.silent, state.failed) == (1, 1, 1, 0)
    assert state.oldest_waiting_at == NOW


def test_old_tasks_are_forgotten_and_their_journal_stays(city: City) -> None:
    task = start(city)
    running.run(task.pk)
    task.refresh_from_db()
    assert task.finished_at is not None
    assert services.forget_old_tasks(local_day(task.finished_at)) == 0
    assert services.forget_old_tasks(local_day(task.finished_at) + timedelta(days=1)) == 1
    assert Entry.objects.count() == 2


def test_a_task_taken_by_two_workers_when_the_clock_jumps_ends_once(
    city: City, works: dict[str, registry.Work], django_capture_on_commit_callbacks: OnCommit
) -> None:
    """The clock leaps ahead, so a task that is under way looks lost and another worker does it as well."""
    task = start(city)
    done = works["count"]

    def leap(arguments: dict[str, Any], report: registry.Report) -> dict[str, Any]:
        works["count"] = done
        with django_capture_on_commit_callbacks(execute=True):
            services.recover_tasks(at=clock.now() + timedelta(days=1))
        return {"sentence": "先开始的后办完。"}

    works["count"] = leap
    running.run(task.pk)
    task.refresh_from_db()
    assert (task.state, task.attempts, task.sentence) == (TaskState.DONE, 2, "这批办完了。")
    assert Entry.objects.filter(event="task_done").count() == 1


def test_a_sign_of_life_from_the_future_is_none(
    city: City, django_capture_on_commit_callbacks: OnCommit
) -> None:
    """The clock was ahead when the worker was killed, and has been set right since."""
    task = start(city)
    tomorrow = NOW + timedelta(days=1)
    Task.objects.filter(pk=task.pk).update(state=TaskState.RUNNING, attempts=1, beat_at=tomorrow)
    services.recover_tasks(at=tomorrow - LOST_AFTER)
    task.refresh_from_db()
    assert task.state == TaskState.RUNNING
    with django_capture_on_commit_callbacks(execute=True):
        services.recover_tasks(at=NOW)
    task.refresh_from_db()
    assert (task.state, task.attempts) == (TaskState.DONE, 2)
