"""What devices bring: in any order, twice, from two devices, half of it broken."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.patrols import services
from dukao.patrols.models import (
    ChecklistAnswer,
    FieldChange,
    FieldRecord,
    Finding,
    Informant,
    PatrolTask,
    Visit,
)
from dukao.patrols.selectors.field import field_sheets, split_records
from dukao.patrols.services import Change, Outcome
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import add_member, finding_draft, plant_group, plant_issued, plant_visit, train

pytestmark = pytest.mark.django_db

START, END = (NOW - timedelta(hours=hours) for hours in (3, 1))


def visit_body(**changes: Any) -> dict[str, Any]:
    return {
        "place": "和苑二区",
        "manner": "unannounced",
        "unit": None,
        "note": "",
        "started_at": START.isoformat(),
        "ended_at": END.isoformat(),
        "minutes": {},
    } | changes


def finding_body(facts: str = "路面开挖后未恢复，长约 40 米。", **changes: Any) -> dict[str, Any]:
    return {"facts": facts, "severity": "minor", "clause": "", "unit": None} | changes


class Device:
    """A device of a member: it knows which changes it has seen of each object."""

    def __init__(self, task: PatrolTask, visit: UUID | None = None) -> None:
        self.task, self.visit, self.uid = task, visit or uuid4(), uuid4()
        self.seen: dict[str, frozenset[UUID]] = {}
        self.minutes = 0

    def says(self, kind: str, mark: object, body: dict[str, Any]) -> Change:
        self.minutes += 1
        key = f"{kind}:{mark}"
        change = Change(
            uid=uuid4(),
            task_id=self.task.pk,
            kind=kind,
            visit_uid=self.visit,
            mark=str(mark),
            parents=self.seen.get(key, frozenset()),
            body=body,
            said_at=END - timedelta(minutes=60 - self.minutes),
            device=self.uid,
        )
        self.seen[key] = frozenset({change.uid})
        return change

    def visits(self, **changes: Any) -> Change:
        return self.says("visit", self.visit, visit_body(**changes))

    def learns(self, kind: str, mark: object, outcome: Outcome) -> None:
        self.seen[f"{kind}:{mark}"] = frozenset(outcome.heads)


@pytest.fixture
def task(city: City) -> PatrolTask:
    return plant_issued(city)


def send(city: City, *changes: Change) -> list[Outcome]:
    actor = city.actor(city.patroller)
    return [services.receive_change(actor=actor, change=one, at=NOW) for one in changes]


def rows() -> dict[str, Any]:
    """All that was written, without the numbers that say in which order it came."""
    return {
        "visits": sorted(
            Visit.objects.values_list("uid", "place", "started_at", "ended_at", "note"), key=str
        ),
        "answers": sorted(ChecklistAnswer.objects.values_list("visit__uid", "item", "mark"), key=str),
        "findings": sorted(Finding.objects.values_list("uid", "visit__uid", "facts", "severity"), key=str),
        "informants": sorted(Informant.objects.values_list("uid", "visit__uid"), key=str),
        "split": sorted(FieldRecord.objects.filter(is_split=True).values_list("key", flat=True)),
        "changes": FieldChange.objects.count(),
    }


def a_day_of(device: Device, item: int) -> list[Change]:
    """A visit revised, a question answered twice, two findings, one of them revised, one who spoke."""
    first, second, person = uuid4(), uuid4(), uuid4()
    return [
        device.visits(),
        device.says("answer", item, {"mark": "yes", "note": ""}),
        device.says("finding", first, finding_body()),
        device.says("answer", item, {"mark": "no", "note": "东侧"}),
        device.says("finding", second, finding_body("围挡缺夜间警示。")),
        device.says("finding", first, finding_body("路面恢复超期 11 日。", severity="major")),
        device.says("informant", person, {"name": "群众", "contact": "", "said": "一直没人来修。"}),
        device.visits(note="看了三个小区。"),
    ]


def test_a_day_arrives(city: City, task: PatrolTask) -> None:
    item = task.checklist.get(position=1).pk
    outcomes = send(city, *a_day_of(Device(task), item))
    assert {outcome.state for outcome in outcomes} == {"applied"}
    assert Visit.objects.get().note == "看了三个小区。"
    assert [(answer.mark, answer.note) for answer in ChecklistAnswer.objects.all()] == [("no", "东侧")]
    assert {(finding.facts, finding.severity) for finding in Finding.objects.all()} == {
        ("路面恢复超期 11 日。", "major"),
        ("围挡缺夜间警示。", "minor"),
    }
    assert Informant.objects.count() == 1
    assert PatrolTask.objects.get().state == "ongoing"
    assert Entry.objects.filter(event="visit_recorded").count() == 1


def test_any_order_and_any_repetition_give_the_same_rows(city: City, task: PatrolTask) -> None:
    """Two devices: one made the visit, the other knew it and changed a finding without having seen the last."""
    one = Device(task)
    changes = a_day_of(one, task.checklist.get(position=1).pk)
    other, first = Device(task, visit=one.visit), changes[2]
    other.seen[f"finding:{first.mark}"] = frozenset({first.uid})
    changes.append(other.says("finding", first.mark, finding_body("另一台设备写的。")))
    changes.append(other.says("answer", task.checklist.get(position=2).pk, {"mark": "unchecked", "note": ""}))
    straight = _outcome_of(city, changes)
    assert straight["split"] == [f"finding:{first.mark}"]
    assert straight["changes"] == len(changes)

    @settings(max_examples=12, deadline=None)
    @given(st.permutations(changes), st.lists(st.sampled_from(changes), max_size=4))
    def hold(order: list[Change], again: list[Change]) -> None:
        assert _outcome_of(city, [*order, *again]) == straight

    hold()


def _outcome_of(city: City, changes: Sequence[Change]) -> dict[str, Any]:
    """The rows these changes leave behind; afterwards nothing has happened."""
    with transaction.atomic():
        send(city, *changes)
        found = rows()
        transaction.set_rollback(True)
    return found


def test_sent_again_after_a_broken_line_changes_nothing(city: City, task: PatrolTask) -> None:
    changes = a_day_of(Device(task), task.checklist.get(position=1).pk)
    first = send(city, *changes)
    before, entries = rows(), Entry.objects.count()
    again = send(city, *reversed(changes))
    assert rows() == before
    assert Entry.objects.count() == entries
    assert {outcome.uid: outcome.state for outcome in again} == {one.uid: one.state for one in first}


def test_what_comes_before_its_visit_waits_and_is_not_lost(city: City, task: PatrolTask) -> None:
    device = Device(task)
    finding = device.says("finding", uuid4(), finding_body())
    [waiting] = send(city, finding)
    assert waiting.state == "waiting"
    assert not Finding.objects.exists()
    send(city, device.visits())
    assert Finding.objects.get().uid == UUID(finding.mark)
    assert FieldChange.objects.get(uid=finding.uid).state == "applied"


def test_two_devices_on_one_finding_keep_both_until_the_group_settles(city: City, task: PatrolTask) -> None:
    one = Device(task)
    mark = uuid4()
    known, *_ = reversed(send(city, one.visits(), one.says("finding", mark, finding_body("原来的。"))))
    other = Device(task, visit=one.visit)
    other.learns("finding", mark, known)
    mine = one.says("finding", mark, finding_body("甲设备写的。"))
    theirs = other.says("finding", mark, finding_body("乙设备写的。"))
    assert [outcome.is_split for outcome in send(city, mine, theirs)] == [False, True]
    assert Finding.objects.count() == 1
    liang = city.actor(city.patroller)
    [split] = split_records(liang, TODAY)
    assert {dict(version.lines)["事实"] for version in split.versions} == {"甲设备写的。", "乙设备写的。"}
    assert Entry.objects.filter(event="field_records_split").count() == 1

    services.settle_record(actor=liang, record_id=split.record.pk, chosen=theirs.uid, at=NOW)
    assert Finding.objects.get().facts == "乙设备写的。"
    assert split_records(liang, TODAY) == []
    assert FieldChange.objects.filter(record=split.record).count() == 4
    with pytest.raises(DomainError, match="刚刚有了变化"):
        services.settle_record(actor=liang, record_id=split.record.pk, chosen=mine.uid, at=NOW)


def test_one_device_after_the_other_is_no_conflict(city: City, task: PatrolTask) -> None:
    one, mark = Device(task), uuid4()
    [*_, known] = send(city, one.visits(), one.says("finding", mark, finding_body("原来的。")))
    other = Device(task, visit=one.visit)
    other.learns("finding", mark, known)
    [outcome] = send(city, other.says("finding", mark, finding_body("后来的。")))
    assert not outcome.is_split
    assert Finding.objects.get().facts == "后来的。"


def test_what_was_written_at_a_desk_meanwhile_is_not_written_over(city: City, task: PatrolTask) -> None:
    device, mark = Device(task), uuid4()
    send(city, device.visits(), device.says("finding", mark, finding_body("现场写的。")))
    liang, finding = city.actor(city.patroller), Finding.objects.get()
    desk = finding_draft(city, uid=finding.uid, facts="网页上改的。", severity="minor", unit_id=None)
    services.revise_finding(actor=liang, finding=finding, revision=finding.revision, draft=desk, at=NOW)
    [outcome] = send(city, device.says("finding", mark, finding_body("设备又改的。")))
    assert outcome.is_split
    [split] = split_records(liang, TODAY)
    assert {dict(version.lines)["事实"] for version in split.versions} == {"网页上改的。", "设备又改的。"}


def test_a_device_that_took_the_desk_version_along_builds_on_it(city: City) -> None:
    visit = plant_visit(city)
    liang = city.actor(city.patroller)
    services.record_finding(actor=liang, visit=visit, draft=finding_draft(city, facts="网页上记的。"), at=NOW)
    [sheet] = field_sheets(liang, TODAY)
    given = next(record for record in sheet["records"] if record["kind"] == "finding")
    device = Device(visit.task, visit=visit.uid)
    device.seen[f"finding:{given['mark']}"] = frozenset(map(UUID, given["heads"]))
    [outcome] = send(city, device.says("finding", given["mark"], finding_body("现场补充。")))
    assert (outcome.state, outcome.is_split) == ("applied", False)
    assert Finding.objects.get().facts == "现场补充。"


def test_what_the_rules_refuse_is_kept_with_its_reason_and_tried_again(city: City, task: PatrolTask) -> None:
    device = Device(task)
    send(city, device.visits())
    late = device.says("finding", uuid4(), finding_body())
    PatrolTask.objects.update(state="reported", reported_at=NOW)
    [refused] = send(city, late)
    assert refused.state == "refused"
    assert "已报告" in refused.sentence
    assert FieldChange.objects.filter(uid=late.uid, state="refused").exists()
    PatrolTask.objects.update(state="ongoing")
    [taken] = send(city, late)
    assert taken.state == "applied"
    assert Finding.objects.count() == 1


def test_a_clock_that_is_ahead_is_written_down_and_does_not_rule(city: City, task: PatrolTask) -> None:
    """The device's clock is two hours fast: its visit ends when it arrived, and is as long as it was."""
    device = Device(task)
    ahead = {
        "started_at": (NOW + timedelta(hours=1)).isoformat(),
        "ended_at": (NOW + timedelta(hours=2)).isoformat(),
    }
    [outcome] = send(city, device.visits(**ahead))
    assert outcome.state == "applied"
    visit = Visit.objects.get()
    assert (visit.started_at, visit.ended_at) == (NOW - timedelta(hours=1), NOW)
    change = FieldChange.objects.get()
    assert change.said_at != change.received_at == NOW


@pytest.mark.parametrize("who", ["office", "leader", "head", "discipline"])
def test_nobody_else_sends(city: City, task: PatrolTask, who: str) -> None:
    actor = city.actor(getattr(city, who))
    with pytest.raises((Refused, Missing)):
        services.receive_change(actor=actor, change=Device(task).visits(), at=NOW)
    assert not FieldChange.objects.exists()


def test_a_mark_cannot_be_taken_over(city: City, task: PatrolTask) -> None:
    device = Device(task)
    visit = device.visits()
    send(city, visit)
    group = plant_group(city, "第四督导巡查组", leader=city.leader)
    add_member(city, group, "梁越", account=city.patroller)
    train(city, group)
    elsewhere = plant_issued(city, group, title="另一个任务")
    for stolen in (
        Change(**{**_fields(visit), "task_id": elsewhere.pk}),
        Change(**{**_fields(visit), "task_id": elsewhere.pk, "uid": uuid4()}),
    ):
        with pytest.raises(DomainError):
            services.receive_change(actor=city.actor(city.patroller), change=stolen, at=NOW)
    assert Visit.objects.get().task_id == task.pk


def test_nothing_said_lies_open_in_the_database(city: City, task: PatrolTask) -> None:
    device = Device(task)
    person = device.says("informant", uuid4(), {"name": "王某", "contact": "138", "said": "一直没人来修。"})
    early = device.says("finding", uuid4(), finding_body("等着走访的事实。"))
    send(city, early, person)
    kept = json.dumps(list(FieldChange.objects.values_list("sealed", flat=True)))
    assert len(kept) > 200
    assert "王某" not in kept
    assert "等着走访" not in kept
    send(city, device.visits())
    assert FieldChange.objects.get(uid=person.uid).sealed == ""
    [spoken] = services.open_informants(actor=city.actor(city.patroller), visit=Visit.objects.get(), at=NOW)
    assert (spoken.name, spoken.said) == ("王某", "一直没人来修。")


def posted(client: Client, changes: Iterable[Any], device: str | None = None) -> Any:
    body = {"device": device or str(uuid4()), "changes": list(changes)}
    return client.post("/patrols/field/changes/", json.dumps(body), content_type="application/json")


def _fields(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in Change.__slots__}


def as_sent(change: Change) -> dict[str, Any]:
    return {
        "uid": str(change.uid),
        "task": change.task_id,
        "kind": change.kind,
        "visit": str(change.visit_uid),
        "mark": change.mark,
        "parents": [str(parent) for parent in change.parents],
        "said_at": change.said_at.isoformat(),
        "body": change.body,
    }


def test_a_broken_one_does_not_keep_the_others(client: Client, city: City, task: PatrolTask) -> None:
    client.force_login(city.patroller)
    device = Device(task)
    sound = [as_sent(device.visits()), as_sent(device.says("finding", uuid4(), finding_body()))]
    broken = [
        {**sound[1], "uid": str(uuid4()), "kind": "spell"},
        {**sound[1], "uid": str(uuid4()), "said_at": "gestern"},
        {**sound[1], "uid": str(uuid4()), "task": 999_999},
        {**sound[1], "uid": str(uuid4()), "mark": str(uuid4()), "body": {"facts": 7, "severity": "minor"}},
        {},
    ]
    answer = posted(client, [sound[0], *broken, sound[1]])
    assert answer.status_code == 200
    states = [outcome["state"] for outcome in answer.json()["outcomes"]]
    assert states == ["applied", *["refused"] * 5, "applied"]
    assert all(outcome["sentence"] for outcome in answer.json()["outcomes"] if outcome["state"] == "refused")
    assert (Visit.objects.count(), Finding.objects.count()) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"device": "x", "changes": []}', b'{"device": 1}'])
def test_what_cannot_be_read_is_refused_whole(
    client: Client, city: City, task: PatrolTask, body: bytes
) -> None:
    client.force_login(city.patroller)
    answer = client.post("/patrols/field/changes/", body, content_type="application/json")
    assert answer.status_code == 422
    assert "还在本机" in answer.content.decode()


def test_a_form_is_no_sending(client: Client, city: City, task: PatrolTask) -> None:
    client.force_login(city.patroller)
    answer = client.post("/patrols/field/changes/", {"device": "x"})
    assert answer.status_code == 422
    assert "还在本机" in answer.content.decode()


def test_too_many_at_once_are_refused(client: Client, city: City, task: PatrolTask) -> None:
    client.force_login(city.patroller)
    assert posted(client, [{}] * 51).status_code == 413


def test_without_a_session_or_a_token_nothing_is_taken(city: City, task: PatrolTask) -> None:
    changes = [as_sent(Device(task).visits())]
    assert posted(Client(), changes).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.patroller)
    assert posted(strict, changes).status_code == 403
    assert not FieldChange.objects.exists()


def test_the_tasks_of_others_do_not_come_along(client: Client, city: City, task: PatrolTask) -> None:
    client.force_login(city.patroller)
    other = plant_issued(city, plant_group(city, "第四督导巡查组", leader=city.leader), title="别组的任务")
    device = uuid4()
    given = client.get(f"/patrols/field/tasks/?device={device}").json()
    assert [sheet["title"] for sheet in given["tasks"]] == [task.title]
    assert other.title not in json.dumps(given, ensure_ascii=False)
    assert client.get(f"/patrols/field/tasks/?device={device}").json()["key"] == given["key"]
    assert client.get(f"/patrols/field/tasks/?device={uuid4()}").json()["key"] != given["key"]


def test_informants_do_not_come_back_to_a_device(client: Client, city: City, task: PatrolTask) -> None:
    client.force_login(city.patroller)
    device = Device(task)
    send(city, *a_day_of(device, task.checklist.get(position=1).pk))
    given = client.get(f"/patrols/field/tasks/?device={uuid4()}").json()
    kinds = {record["kind"] for record in given["tasks"][0]["records"]}
    assert kinds == {"visit", "answer", "finding"}
    assert "一直没人来修" not in json.dumps(given, ensure_ascii=False)
