"""Waiting for long work on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_task(city: City, **values: object) -> Task:
    reporter = city.actor(city.reporter)
    standard = {
        "kind": "sample", "label": "导出 9 月填报", "account_id": reporter.account_id,
        "started_by": reporter.name, "unit_path": reporter.unit_path, "created_at": NOW, "beat_at": NOW,
    }  # fmt: skip
    return Task.objects.create(**{**standard, **values})


@pytest.mark.parametrize("screen", WIDTHS)
def test_progress_moves_and_ends_in_a_link_without_a_reload(
    city: City, visitor: Visitor, screen: str
) -> None:
    task = make_task(city, state=TaskState.RUNNING, done=3, total=12, sentence="正在写第 3 张表")
    page = visitor(city.reporter, screen, f"/tasks/{task.pk}/")
    expect(page.get_by_text("正在写第 3 张表")).to_be_visible()
    photograph(page, f"task-running-{screen}")
    assert_accessible(page)

    Task.objects.filter(pk=task.pk).update(
        state=TaskState.DONE, done=12, sentence="12 张表已导出。", result={"url": "/tasks/"}, finished_at=NOW
    )
    expect(page.get_by_role("link", name="查看结果")).to_be_visible()
    photograph(page, f"task-done-{screen}")
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_list(city: City, visitor: Visitor, screen: str) -> None:
    make_task(city, state=TaskState.RUNNING, sentence="正在计算 250 个单位的得分", label="9 月暂定分")
    make_task(
        city, state=TaskState.FAILED, sentence="第 12 行：“市住建委”不在单位名录里。", label="导入共享数据"
    )
    make_task(city, state=TaskState.DONE, sentence="12 张表已导出。", finished_at=NOW)
    page = visitor(city.reporter, screen, "/tasks/")
    photograph(page, f"tasks-{screen}")
    assert_accessible(page)


def test_a_failed_task(city: City, visitor: Visitor) -> None:
    task = make_task(
        city, state=TaskState.FAILED, sentence="第 12 行：“市住建委”不在单位名录里。", finished_at=NOW
    )
    page = visitor(city.reporter, "desk", f"/tasks/{task.pk}/")
    photograph(page, "task-failed-desk")
    assert_accessible(page)
