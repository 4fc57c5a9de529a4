"""Tasks: who may send, what holds a group back, and the way to the end."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.notifications.models import Notice
from dukao.patrols import papers, services
from dukao.patrols.models import PatrolTask
from dukao.patrols.vocabulary import FindingState, TaskState
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import (
    add_member,
    plant_finding,
    plant_group,
    plant_issued,
    plant_reported,
    plant_task,
    plant_visit,
    task_draft,
)

pytestmark = pytest.mark.django_db


def test_a_task_is_issued_and_the_group_is_told(city: City) -> None:
    task = plant_issued(city)
    assert (task.number, task.state) == ("XC-2026-001", TaskState.ISSUED)
    assert task.report_by == date(2026, 10, 13)  # five working days after 30 September, over the holiday
    notice = Notice.objects.get(account=city.patroller)
    assert notice.title == "巡查任务 XC-2026-001 已下达"
    told = Entry.objects.filter(subject_type="patrols.patroltask").order_by("pk")
    assert [entry.event for entry in told] == ["task_drafted", "task_issued"]


def test_only_the_office_issues(city: City) -> None:
    task = plant_task(city)
    for account in (city.leader, city.patroller, city.discipline, city.head):
        with pytest.raises(Missing):
            services.issue_task(actor=city.actor(account), task=task, at=NOW)


def test_a_conflict_is_a_hard_block(city: City) -> None:
    group = plant_group(city)
    add_member(city, group, "钱一", home=city.housing)
    task = plant_task(city, group, reader_ids=(city.leader.pk,))
    services.waive_training(actor=city.actor(city.leader), task=task, reason="边走边训。", at=NOW)
    with pytest.raises(Refused, match="钱一须回避市住建局"):
        services.issue_task(actor=city.actor(city.office), task=task, at=NOW)
    assert PatrolTask.objects.get().state == TaskState.DRAFT


def test_missing_training_is_lifted_by_a_leader_alone(city: City) -> None:
    group = plant_group(city)
    add_member(city, group, "钱一")
    task = plant_task(city, group, reader_ids=(city.leader.pk,))
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="钱一没有 12 个月内的培训记录.*第九条"):
        services.issue_task(actor=office, task=task, at=NOW)
    with pytest.raises(Refused, match="只能由领导批准"):
        services.waive_training(actor=office, task=task, reason="急。", at=NOW)
    with pytest.raises(DomainError, match="写明"):
        services.waive_training(actor=city.actor(city.leader), task=task, reason=" ", at=NOW)
    services.waive_training(actor=city.actor(city.leader), task=task, reason="应急任务，下周补训。", at=NOW)
    assert services.issue_task(actor=office, task=task, at=NOW).state == TaskState.ISSUED


def test_revising_takes_the_waiver_away(city: City) -> None:
    group = plant_group(city)
    task = plant_task(city, group, reader_ids=(city.leader.pk,))
    services.waive_training(actor=city.actor(city.leader), task=task, reason="应急。", at=NOW)
    task = services.revise_task(
        actor=city.actor(city.office), task=task, revision=0, draft=task_draft(city, group), at=NOW
    )
    assert task.training_waived_by_id is None


def test_an_issued_task_keeps_its_objects(city: City) -> None:
    task = plant_issued(city)
    with pytest.raises(DomainError, match="第十五条"):
        services.revise_task(
            actor=city.actor(city.office), task=task, revision=0, draft=task_draft(city, task.group), at=NOW
        )


def test_somebody_was_faster(city: City) -> None:
    group = plant_group(city)
    task, office = plant_task(city, group), city.actor(city.office)
    services.revise_task(actor=office, task=task, revision=0, draft=task_draft(city, group), at=NOW)
    with pytest.raises(Stale):
        services.revise_task(actor=office, task=task, revision=0, draft=task_draft(city, group), at=NOW)


def test_location_of_photos_needs_a_reason(city: City) -> None:
    group = plant_group(city)
    with pytest.raises(DomainError, match="2026"):
        plant_task(city, group, keeps_location=True)
    assert plant_task(city, group, keeps_location=True, location_reason="核对占地边界。").keeps_location


def test_only_leaders_are_named_to_read(city: City) -> None:
    group = plant_group(city)
    with pytest.raises(DomainError, match="知悉领导"):
        plant_task(city, group, reader_ids=(city.head.pk,))
    assert plant_task(city, group, reader_ids=(city.leader.pk,)).readers.get() == city.leader


def test_the_way_to_the_end(city: City) -> None:
    task, office, liang = plant_issued(city), city.actor(city.office), city.actor(city.patroller)
    visit = plant_visit(city, task)
    finding = plant_finding(city, visit)
    assert PatrolTask.objects.get().state == TaskState.ONGOING
    with pytest.raises(DomainError, match="1 条发现是草稿"):
        services.report_task(actor=liang, task=task, report="查了三个小区。", at=NOW)
    with pytest.raises(Refused):
        services.report_drafts(actor=office, task=task, at=NOW)
    assert services.report_drafts(actor=liang, task=task, at=NOW) == [finding]
    services.report_task(actor=liang, task=task, report="查了三个小区。", at=NOW)
    with pytest.raises(DomainError, match="1 条发现没有处理"):
        services.close_task(actor=office, task=task, opinion="同意。", at=NOW)
    services.return_task(actor=office, task=task, reason="补充照片。", at=NOW)
    services.report_task(actor=liang, task=task, report="已补充。", at=NOW)
    services.decline_finding(actor=office, finding=finding, reason="证据不足。", at=NOW)
    services.close_task(actor=office, task=task, opinion="同意办结。", at=NOW)
    assert PatrolTask.objects.get().state == TaskState.CLOSED


def test_a_member_does_not_report_for_the_leader(city: City) -> None:
    group = plant_group(city, leader=city.patroller)
    task = plant_issued(city, group)
    group.members.update(role="member")
    with pytest.raises(Refused, match="组长负责制"):
        services.report_task(actor=city.actor(city.patroller), task=task, report="查了。", at=NOW)


def test_a_task_with_findings_is_not_dropped(city: City) -> None:
    finding = plant_reported(city)
    assert finding.state == FindingState.REPORTED
    with pytest.raises(DomainError, match="已有发现"):
        services.drop_task(actor=city.actor(city.office), task=finding.visit.task, reason="不查了。", at=NOW)


PAPERS = {
    # what, and in which forms it comes
    "slip": {"docx", "xlsx", "pdf"},
    "checklist": {"docx", "xlsx", "pdf"},
    "report": {"docx", "pdf"},
}


@pytest.mark.parametrize("what", PAPERS)
def test_papers_of_a_task_come_in_their_forms(client: Client, city: City, what: str) -> None:
    task = plant_issued(city)
    client.force_login(city.patroller)
    page = client.get(reverse("patrols:task", args=[task.pk])).content.decode()
    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}
    for form, first in begins.items():
        address = reverse("patrols:paper", args=[task.pk, what, form])
        answer = client.get(address)
        assert (address in page) is (answer.status_code == 200) is (form in PAPERS[what]), address
        if answer.status_code == 200:
            assert answer.content.startswith(first)
    assert client.get(reverse("patrols:paper", args=[task.pk, "novel", "pdf"])).status_code == 404


def test_the_slip_says_the_same_on_paper_and_in_excel(city: City) -> None:
    """And bears the day on which the task was issued, whenever it is printed."""
    task = plant_issued(city)
    later = date(2026, 12, 28)
    page = openpyxl.load_workbook(BytesIO(papers.slip(task, "xlsx", later))).active
    assert page is not None
    said = {str(head): str(text) for head, text in page.iter_rows(min_row=4, max_row=9, values_only=True)}
    assert list(said) == ["任务", "对象和时间", "派出人员", "依据", "要求", "核查内容"]
    assert "市住建局" in said["对象和时间"]
    assert "1．外墙保温是否空鼓（标准：无空鼓）" in said["核查内容"]
    assert "2026 年 9 月 28 日" in str(page["A2"].value)
    document = Document(BytesIO(papers.slip(task, "docx", later)))
    words = "".join(paragraph.text for paragraph in document.paragraphs)
    assert all(line in words for text in said.values() for line in text.split("\n"))
    assert "2026年9月28日" in words
    assert "12月28日" not in words


def test_the_checklist_is_ticked_by_hand_or_from_a_list(city: City) -> None:
    task = plant_issued(city)
    table = Document(BytesIO(papers.checklist(task, "docx", TODAY))).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1", "外墙保温是否空鼓", "无空鼓", "□ 符合　□ 不符合　□ 未查", "",
    ]  # fmt: skip
    page = openpyxl.load_workbook(BytesIO(papers.checklist(task, "xlsx", TODAY))).active
    assert page is not None
    (choice,) = page.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("D4:D5", '"符合,不符合,未查"')


def test_a_waiver_is_told_to_the_office_and_given_once(city: City, client: Client) -> None:
    group = plant_group(city)
    add_member(city, group, "钱一")
    task = plant_task(city, group, reader_ids=(city.leader.pk,))
    client.force_login(city.office)
    page = client.get(f"/patrols/tasks/{task.pk}/").content.decode()
    assert f"由{city.leader.name}在本页写明理由准予先出发" in page
    client.force_login(city.leader)
    address = f"/patrols/tasks/{task.pk}/waive/"
    # What the column does not hold is refused in words; PostgreSQL would end in a fault.
    long = client.post(address, {"reason": "理" * 201})
    assert long.status_code == 422
    assert "最多 200 个字" in long.content.decode()
    assert client.post(address, {"reason": "应急任务，下周补训。"}).status_code == 302
    assert Notice.objects.filter(account=city.office, title__contains="准予未培训先出发").exists()
    again = client.post(address, {"reason": "再批一次。"})
    assert again.status_code == 403
    assert "已经批准先出发" in again.content.decode()
    with pytest.raises(DomainError, match="已经批准先出发"):
        services.waive_training(actor=city.actor(city.leader), task=task, reason="再批。", at=NOW)
