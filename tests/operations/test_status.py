"""Health for watchdogs, figures for the system administrator."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from dukao.operations import working
from dukao.operations.selectors import status
from tests.conftest import NOW, City


def test_the_page_shows_figures_and_no_business(city: City, client: Client) -> None:
    Task.objects.create(
        kind="export", label="导出市住建局得分", started_by="何正", created_at=NOW, state=TaskState.FAILED
    )
    client.force_login(city.system_admin)
    page = client.get("/operations/").content.decode()
    assert "任务队列" in page
    assert "环境检查" in page
    assert "市住建局" not in page.split("<main", 1)[1]


def test_lamps_tell_a_silent_worker_and_a_stuck_queue(city: City) -> None:
    working.beat_file().unlink(missing_ok=True)
    assert status(NOW).worker_lamp.colour == "red"
    working.beat_file().touch()
    assert status(NOW).worker_lamp.colour == "green"

    assert status(NOW).queue_lamp.colour == "green"
    Task.objects.create(kind="export", label="导出", started_by="何正", created_at=NOW)
    assert status(NOW + timedelta(minutes=6)).queue_lamp.colour == "yellow"


def test_an_unsealed_entry_that_grows_old_lights_red(city: City) -> None:
    from django.db import transaction

    from dukao.journal.services import record

    with transaction.atomic():
        record(actor=city.actor(city.office), event="task_started", subject=city.city, label="示例", at=NOW)
    assert status(NOW + timedelta(seconds=1)).journal_lamp.colour == "green"
    assert status(NOW + timedelta(seconds=11)).journal_lamp.colour == "red"
