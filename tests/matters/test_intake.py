"""Bringing a plan in: judged row by row, corrected in place, registered as a whole; out again without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.matters import services
from dukao.matters.commands import exporting, importing
from dukao.matters.intake.reading import read_plan
from dukao.matters.intake.writing import csv_of, workbook_of
from dukao.matters.models import Decision, Intake, Matter
from dukao.matters.selectors.exports import MATTER_HEAD, exported_matters
from dukao.matters.services import MatterDraft
from dukao.matters.services.intake import (
    Judged,
    correct_row,
    discard_intake,
    draft_intake,
    judge_rows,
    judged,
    register_intake,
    usual_for,
)
from dukao.matters.services.registering import Node
from dukao.matters.vocabulary import DecisionKind, Disposition, MatterKind, MatterState
from dukao.organisations.models import Appointment, Person
from dukao.organisations.vocabulary import PostKind
from tests.conftest import FOUNDED, NOW, TODAY, City
from tests.matters import messy
from tests.matters.planting import about, plant_decision

pytestmark = pytest.mark.django_db

GOOD = (
    "事项,领域,牵头单位,完成时限\n改造管网,城建民生,市住建局,2026-12-20\n加固水库,农业农村,市水利局,12月底\n"
)


@pytest.fixture
def person(city: City) -> Person:
    person = Person.objects.create(name="周行")
    Appointment.objects.create(
        person=person, unit=city.city, title="副市长", kind=PostKind.PRINCIPAL, since=FOUNDED
    )
    return person


def brought(city: City, content: bytes | str, name: str = "plan.csv", **changes: Any) -> Intake:
    data = content.encode() if isinstance(content, str) else content
    return draft_intake(
        actor=city.actor(city.office), name=name, content=data,
        about=about(city, kind=DecisionKind.PLAN, **changes), at=NOW,
    )  # fmt: skip


def told(one: Judged) -> dict[str, str]:
    return dict(one.meaning.problems)


def guessed(one: Judged) -> dict[str, str]:
    return dict(one.meaning.guesses)


def test_a_plan_is_registered_under_a_new_decision(city: City) -> None:
    intake = brought(city, GOOD)
    decision, matters = register_intake(actor=city.actor(city.office), intake=intake, at=NOW, key="k")
    assert decision is not None
    assert [(one.title, one.state, one.paragraph.decision) for one in matters if one.paragraph] == [
        ("改造管网", MatterState.DRAFT, decision), ("加固水库", MatterState.DRAFT, decision),
    ]  # fmt: skip
    assert {one.disposition for one in decision.paragraphs.all()} == {Disposition.DECOMPOSED}
    entry = Entry.objects.get(event="matters_imported")
    assert entry.after is not None
    assert (entry.after["count"], entry.after["file"]) == (2, "plan.csv")
    assert not Intake.objects.exists()
    assert register_intake(actor=city.actor(city.office), intake=intake, at=NOW, key="k") == (None, [])


def test_rows_find_the_paragraph_of_their_number(city: City) -> None:
    decision = plant_decision(city)
    intake = draft_intake(
        actor=city.actor(city.office), name="a.csv", decision=decision, at=NOW,
        content="事项,领域,牵头单位,段号\n改造管网,城建民生,市住建局,二\n另一件,城建民生,市水利局,\n".encode(),
    )  # fmt: skip
    register_intake(actor=city.actor(city.office), intake=intake, at=NOW)
    found = {one.title: one.paragraph for one in Matter.objects.select_related("paragraph")}
    assert found["改造管网"] == decision.paragraphs.get(heading="二")
    assert found["另一件"] is not None
    assert (found["另一件"].position, found["另一件"].text) == (4, "另一件")


def test_a_plan_of_a_county_names_its_own_units(city: City) -> None:
    """Said at the row and its column, before anything is registered."""
    intake = brought(city, GOOD.replace("市住建局", "东岭县"), owner_id=city.county.pk)
    own, foreign = judged(intake, TODAY)
    assert own.draft is not None
    assert "市水利局不归东岭县督办" in told(foreign)["lead"]


@pytest.mark.parametrize("who", ["leader", "reporter", "stranger", "discipline", "system_admin"])
def test_only_the_office_brings_plans_in(city: City, who: str) -> None:
    with pytest.raises(Refused):
        draft_intake(
            actor=city.actor(getattr(city, who)),
            name="a.csv",
            content=GOOD.encode(),
            about=about(city),
            at=NOW,
        )
    assert not Intake.objects.exists()


def test_a_draft_is_ones_own(city: City, make_account: Callable[..., Account]) -> None:
    intake = brought(city, GOOD)
    other = city.actor(make_account("second", "另一人", city.office_unit, "office", city.city))
    for act in (
        lambda: register_intake(actor=other, intake=intake, at=NOW),
        lambda: correct_row(actor=other, intake=intake, number=1, cells={}, left_out=True),
        lambda: discard_intake(actor=other, intake=intake),
    ):
        with pytest.raises(Missing):
            act()
    assert not Matter.objects.exists()


def test_one_bad_row_keeps_all_out_until_it_is_corrected(city: City) -> None:
    office = city.actor(city.office)
    intake = brought(city, GOOD + "第三件,城建民生,某某局,12月底\n")
    with pytest.raises(DomainError, match="还有 1 行不能登记，先是第 4 行"):
        register_intake(actor=office, intake=intake, at=NOW)
    assert not Matter.objects.exists()
    assert not Decision.objects.exists()
    correct_row(actor=office, intake=intake, number=3, cells={"lead": "市发展改革委"}, left_out=False)
    _, matters = register_intake(actor=office, intake=intake, at=NOW)
    assert [one.lead_unit for one in matters] == [city.housing, city.other, city.planning]


def test_a_row_left_out_is_not_registered(city: City) -> None:
    office = city.actor(city.office)
    intake = brought(city, GOOD + ",,,\n第三件,,,尽快\n")
    correct_row(actor=office, intake=intake, number=3, cells={}, left_out=True)
    _, matters = register_intake(actor=office, intake=intake, at=NOW)
    assert len(matters) == 2


def test_a_fault_in_the_middle_leaves_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = brought(city, GOOD)

    def stop(done: int, total: int, sentence: str) -> None:
        raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        register_intake(actor=city.actor(city.office), intake=intake, at=NOW, report=stop)
    assert not Matter.objects.exists()
    assert not Decision.objects.exists()
    assert Intake.objects.count() == 1


def test_the_annual_plan_is_judged_cell_by_cell(city: City, person: Person) -> None:
    rows = judged(brought(city, messy.annual_plan(), "a.xlsx", title="2026 年重点工作"), TODAY)
    assert [one.verdict for one in rows] == ["ok", "ok", "fix", "fix"]
    first, second, third, fourth = rows
    assert first.draft is not None
    assert first.draft.assisting_ids == (city.other.pk, city.planning.pk)
    assert first.draft.leader_id == person.pk
    assert first.draft.milestones[1] == Node(date(2026, 11, 30), 80, "主体完工")
    assert guessed(first)["field"] == "“一、城建民生”读作城建民生"
    assert guessed(second)["lead"] == "“水利局”读作市水利局"
    assert "均分" in guessed(second)["milestones"]
    assert guessed(second)["title"] == "事项是合并单元格，几行的内容并成一件"
    assert told(third) == {
        "due": "“13月”没有这个月份，请核对。",
        "assisting": "“各县（市、区）”不是一个单位，请逐个写出，或拆成几件。",
        "leader": "没有“查无此人”这个人，请写姓名，或留空。",
    }
    assert told(fourth)["title"].startswith("没有写事项")
    assert "长期" in guessed(fourth)["due"]


def test_units_of_one_cell_are_told_apart(city: City) -> None:
    rows = judged(brought(city, messy.one_cell_units(), "a.xlsx"), TODAY)
    units = {city.housing.pk: "住建", city.other.pk: "水利", city.planning.pk: "发改"}
    read = [
        (
            units[one.meaning.facts["lead_unit_id"]],
            [units[unit] for unit in one.meaning.facts["assisting_ids"]],
            "lead" in guessed(one),
        )
        for one in rows
    ]
    assert read == [
        ("住建", ["水利"], True), ("住建", ["水利"], True), ("水利", ["住建", "发改"], False),
        ("发改", ["住建"], False), ("住建", ["水利"], True), ("水利", [], False), ("住建", [], False),
    ]  # fmt: skip
    assert "“等”没有写明单位" in str(rows[4].meaning.guesses)
    assert "可能是 10 月 1 日" in told(rows[5])["due"]
    assert [one.meaning.facts["due_on"] for one in rows[:4]] == [
        date(2026, 12, 30), date(2026, 12, 30), date(2026, 12, 31), date(2026, 12, 30),
    ]  # fmt: skip


def test_what_is_there_already_is_refused(city: City, draft: Callable[..., MatterDraft]) -> None:
    made = services.register_matter(actor=city.actor(city.office), draft=draft(title="改造管网"), at=NOW)
    assert made is not None
    rows = judged(brought(city, GOOD + "加固水库,农业农村,市水利局,\n"), TODAY)
    assert [one.verdict for one in rows] == ["refused", "ok", "refused"]
    assert rows[0].meaning.refused == f"台账里已有 {made.number}，事项和牵头单位都相同。"
    assert rows[2].meaning.refused == "与第 3 行重复：事项和牵头单位都相同。"


def test_a_field_comes_from_the_units_habit_and_is_shown_as_a_guess(
    city: City, draft: Callable[..., MatterDraft]
) -> None:
    content = "事项,牵头单位\n加固水库,市住建局\n"
    assert "没有写领域" in told(judged(brought(city, content), TODAY)[0])["field"]
    services.register_matter(actor=city.actor(city.office), draft=draft(), at=NOW)
    row = judged(brought(city, content), TODAY)[0]
    assert row.verdict == "ok"
    assert guessed(row)["field"] == "没有写领域，按这个单位以往事项读作城建民生"
    assert guessed(row)["due"].startswith("没有写时限")


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        ("改造管网,城建民生,市住建局,2026-09-01,", "due", "完成时限已经过去"),
        (
            "改造管网,城建民生,市住建局,2026-12-01,2026-12-20 50% 通气",
            "milestones",
            "节点日期不能晚于完成时限",
        ),
        ("改造管网,城建民生,市住建局,,10月底 80% 甲；11月底 40% 乙", "milestones", "随日期增加"),
        ("改造管网,天文,市住建局,,", "field", "没有“天文”这个领域"),
        (f"{'长' * 121},城建民生,市住建局,,", "title", "最多 120 个字"),
    ],
)
def test_faults_of_a_matter_stand_at_their_column(city: City, line: str, column: str, sentence: str) -> None:
    row = judged(brought(city, f"事项,领域,牵头单位,完成时限,节点目标\n{line}\n"), TODAY)[0]
    assert row.verdict == "fix"
    assert sentence in told(row)[column]


def test_people_of_the_same_name_are_told_by_their_unit(city: City, person: Person) -> None:
    twin = Person.objects.create(name="周行")
    Appointment.objects.create(
        person=twin, unit=city.housing, title="局长", kind=PostKind.PRINCIPAL, since=FOUNDED
    )
    head = "事项,领域,牵头单位,责任领导\n"
    doubtful, clear = judged(
        brought(city, f"{head}甲,城建民生,市住建局,周行\n乙,城建民生,市住建局,周行（市住建局）\n"), TODAY
    )
    assert told(doubtful)["leader"] == "有几个人叫“周行”，请写作“周行（单位）”。"
    assert clear.meaning.facts["leader_id"] == twin.pk


def drafts_of(city: City) -> list[dict[str, Any]]:
    rows = []
    for one in Matter.objects.order_by("number"):
        rows.append(
            {
                **{
                    name: getattr(one, name)
                    for name in (
                        "title", "kind", "field_id", "lead_unit_id", "leader_id", "regime", "legal_basis", "label",
                        "due_on", "days", "path", "standard",
                    )
                },
                "assisting": sorted(one.assisting.values_list("pk", flat=True)),
                "nodes": [(node.due_on, node.percent, node.title) for node in one.milestones.all()],
                "paragraph": one.paragraph and one.paragraph.text,
            }
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_comes_back_without_loss(
    city: City, draft: Callable[..., MatterDraft], person: Person, form: str, make_unit: Callable[..., Any]
) -> None:
    office = city.actor(city.office)
    twin = make_unit("B99", "市水利局", city.city)
    decision = plant_decision(city)
    paragraph = decision.paragraphs.get(position=1)
    tricky = draft(
        title="=1+1 不是公式，“引号”、逗号,换行都在", path="-第一步；\n第二步", label=SecrecyLabel.WORK_SECRET,
        standard="2026年9月底前 70 公里；全部验收", regime=Regime.PARTY, leader_id=person.pk,
        lead_unit_id=twin.pk, assisting_ids=(city.other.pk, city.housing.pk), paragraph_id=paragraph.pk,
        milestones=(Node(date(2026, 10, 31), 40, "完成 50% 摸排；进场"), Node(date(2026, 11, 30), 80, "3月起施工")),
    )  # fmt: skip
    plain = draft(
        title="紧急批示", kind=MatterKind.URGENT_INSTRUCTION, due_on=None, milestones=(), assisting_ids=(),
        paragraph_id=paragraph.pk,
    )  # fmt: skip
    for one in (tricky, plain):
        services.register_matter(actor=office, draft=one, at=NOW)
    before = drafts_of(city)
    rows = list(exported_matters(Matter.objects.all(), TODAY))
    content = csv_of(MATTER_HEAD, rows) if form == "csv" else workbook_of("督办事项", MATTER_HEAD, rows)
    Matter.objects.all().delete()
    intake = brought(city, content, f"a.{form}")
    assert [told(one) for one in judged(intake, TODAY)] == [{}, {}]
    register_intake(actor=office, intake=intake, at=NOW)
    assert drafts_of(city) == before


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "计划.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


NEW = ["--new-decision", "2026 年重点工作", "--by", "市政府", "--basis", "《政府督查工作条例》第十一条"]
Capture = pytest.CaptureFixture[str]


def test_the_command_rehearses_and_then_registers(
    city: City, plan: Path, tmp_path: Path, capsys: Capture
) -> None:
    report = tmp_path / "r.json"
    arguments = ["matters", str(plan), "--as", "office", "--report", str(report), *NEW]
    assert importing.main([*arguments, "--dry-run"]) == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"] == {"rows": 2, "registered": 0, "ok": 2, "fix": 0, "refused": 0}
    assert told["rows"][1]["guesses"] == [
        {"column": "完成时限", "sentence": "“12月底”按 2026 年 12 月 31 日"}
    ]
    assert not Matter.objects.exists()
    assert not Intake.objects.exists()
    assert importing.main(arguments) == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [row["matter"] for row in told["rows"]] == ["DB-2026-0001", "DB-2026-0002"]
    assert told["decision"]["title"] == "2026 年重点工作"
    assert "已登记 2 件" in capsys.readouterr().out
    assert importing.main(arguments) == 1
    assert "台账里已有 DB-2026-0001" in capsys.readouterr().err
    assert Matter.objects.count() == 2


def test_the_command_registers_nothing_while_a_row_is_wrong(city: City, plan: Path, capsys: Capture) -> None:
    plan.write_text(GOOD + "第三件,城建民生,某某局,尽快\n", encoding="utf-8")
    assert importing.main(["matters", str(plan), "--as", "office", *NEW]) == 1
    faults = capsys.readouterr().err
    assert "第 4 行·牵头单位：没有“某某局”这个单位" in faults
    assert "第 4 行·完成时限：“尽快”不是一个日期" in faults
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("who", "extra", "sentence"),
    [
        ("nobody", NEW, "没有用户名为“nobody”的账户"),
        ("leader", NEW, "由本范围的督考办办理"),
        ("office", ["--decision", "99"], "没有找到这项决策"),
        ("office", [*NEW, "--owner", "Z"], "没有代码为“Z”的单位"),
        ("office", [*NEW, "--date", "昨天"], "不是一个日期"),
        ("office", NEW[:2], "请写明"),
    ],
)
def test_wrong_input_ends_with_two(
    city: City, plan: Path, capsys: Capture, who: str, extra: list[str], sentence: str
) -> None:
    assert importing.main(["matters", str(plan), "--as", who, *extra]) == 2
    assert sentence in capsys.readouterr().err
    assert not Matter.objects.exists()


def test_a_file_that_is_not_there_ends_with_two(city: City, capsys: Capture) -> None:
    assert importing.main(["matters", "/nowhere.csv", "--as", "office", *NEW]) == 2
    assert "打不开文件" in capsys.readouterr().err


def test_the_export_shows_what_the_account_sees(
    city: City, draft: Callable[..., MatterDraft], tmp_path: Path
) -> None:
    office = city.actor(city.office)
    matter = services.register_matter(actor=office, draft=draft(), at=NOW)
    assert matter is not None
    out = tmp_path / "o.csv"

    def exported(*arguments: str) -> int:
        assert exporting.main(["matters", "--out", str(out), *arguments]) == 0
        return len(read_plan_rows(out.read_bytes()))

    assert exported("--as", "office") == 1
    assert exported("--as", "reporter") == 0
    services.assign_matter(actor=office, matter=matter, at=NOW)
    assert exported("--as", "reporter") == 1
    assert exported("--as", "reviewer") == 0
    assert exported("--as", "office", "--state", "closed") == 0
    assert exported("--as", "office", "--year", "2026", "--state", "assigned") == 1
    assert exporting.main(["matters", "--as", "office", "--format", "xlsx", "--out", str(out)]) == 0
    assert len(read_plan_rows(out.read_bytes())) == 1


def read_plan_rows(content: bytes) -> list[Any]:
    """The matters of an export; a plan without any row is refused, which is not the question here."""
    with suppress(DomainError):
        return read_plan("a", content).rows
    return []


def test_many_rows_are_judged_in_a_few_queries(city: City, django_assert_num_queries: Any) -> None:
    lines = "".join(f"事项{n},城建民生,市住建局,12月底\n" for n in range(300))
    rows = read_plan("a.csv", ("事项,领域,牵头单位,完成时限\n" + lines).encode()).rows
    usual = usual_for(about(city))
    with django_assert_num_queries(4):
        assert {one.verdict for one in judge_rows(rows, usual, TODAY)} == {"ok"}
    assert asdict(rows[0])["place"] == "第 2 行"
