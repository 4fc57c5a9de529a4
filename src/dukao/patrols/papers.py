"""What leaves on paper: the slip of a task, its checklist, and the group's report. Never registered.

An official document is found in the register by everybody above its issuer, so what is raw stays out of it.
"""

from __future__ import annotations

from datetime import date

from dukao.documents.selectors import printed_paper
from dukao.documents.services import Sheet, render_sheet
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.patrols.models import Finding, PatrolTask
from dukao.patrols.vocabulary import AnswerMark, FindingState
from dukao.ui.formats import day_range, day_year

#: What is signed below a sheet.
SIGNED = "交办人：　　　　　　　　　　接收人：　　　　　　　　　　日期："
VISITED = "走访地点：　　　　　　　　　　　　　核查人：　　　　　　　　　　　日期："
#: What a report may still tell: not what went to discipline, and each thing once.
TOLD = (FindingState.REPORTED, FindingState.RELEASED)


def slip(task: PatrolTask, form: str, day: date) -> bytes:
    """《督导巡查工作任务交办单》 (D-01), of the day on which the task was issued."""
    day = local_day(task.issued_at) if task.issued_at else day
    title, parts = "督导巡查工作任务交办单", _slip_parts(task, day)
    if form == "xlsx":
        rows = [(head, "\n".join(lines)) for head, lines in parts]
        note = f"编号 {task.number}　交办：{_office(task, day)}　承办：{task.group.name}　{day_year(day)}"
        columns = (("项目", 16), ("内容", 90))
        return render_sheet(Sheet(title, columns, rows, note=note, closing=SIGNED), form)
    said = [line for head, lines in parts for line in [(1, head), *[(0, text) for text in lines]]]
    return _print(task, form, DocumentKind.ASSIGNMENT_SLIP, title, said, task.group.name, day)


def _slip_parts(task: PatrolTask, day: date) -> list[tuple[str, list[str]]]:
    sent = "、".join(member.person.name for member in task.sent.select_related("person"))
    span = day_range(task.starts_on, task.ends_on)
    until = f"{day_year(task.report_by)}前报告。" if task.report_by else ""
    asked = [f"{item.position}．{item.text}{_standard(item.standard)}" for item in task.checklist.all()]
    parts = [
        ("任务", [f"{task.title}（编号 {task.number}，{task.get_form_display()}）。"]),
        ("对象和时间", [f"{_objects(task, day)}。{span}。{until}"]),
        ("派出人员", [f"{sent}。"]),
        ("依据", [f"{task.legal_basis}。"]),
        ("要求", _requirements(task)),
        ("核查内容", asked),
    ]
    return [(head, lines) for head, lines in parts if lines]


def report(task: PatrolTask, form: str, day: date) -> bytes:
    """督查情况报告: from the group to the office, with its findings one by one, of the day it was made."""
    day = local_day(task.reported_at) if task.reported_at else day
    findings = Finding.objects.filter(visit__task=task, state__in=TOLD).select_related("visit")
    rows = list(findings.order_by("pk"))
    units = versions_by_unit({row.unit_id for row in rows if row.unit_id}, day) if rows else {}
    went = f"按照 {task.number} 号任务，{task.group.name}走访 {task.visits.count()} 次"
    lines = [
        (1, "基本情况"),
        (0, f"{went}，时间为 {day_range(task.starts_on, task.ends_on)}。"),
        *[(0, line) for line in (task.report or "（督查情况由组长填写。）").splitlines() if line.strip()],
        (1, "发现的问题"),
    ]
    for row in rows:
        lines.append((2, f"{row.visit.place}（{row.get_severity_display()}）。"))
        unit = f"建议责任单位：{units[row.unit_id].short_name}。" if row.unit_id else ""
        clause = f"依据：{row.clause}。" if row.clause else ""
        lines.append((0, f"{row.facts}{clause}{unit}"))
    if not rows:
        lines.append((0, "没有发现需要反馈的问题。"))
    lines += [(1, "建议"), (0, "以上情况只对上报告，请督考办研究后反馈。")]
    title = f"关于{task.title}的督查情况报告"
    return _print(task, form, DocumentKind.INSPECTION_REPORT, title, lines, _office(task, day), day)


def checklist(task: PatrolTask, form: str, day: date) -> bytes:
    """核查清单 with room for the pen: boxes to tick on paper, a list to choose from in Excel."""
    rows = [(str(item.position), item.text, item.standard, "", "") for item in task.checklist.all()]
    span = day_range(task.starts_on, task.ends_on)
    sheet = Sheet(
        "核查清单", (("序号", 7), ("核查内容", 46), ("标准", 34), ("结果", 26), ("说明", 34)), rows,
        note=f"{task.number}　{task.title}　对象：{_objects(task, day)}　{task.group.name}　{span}",
        foot="工作秘密，只对上报告。", closing=VISITED, ticked={3: tuple(AnswerMark.labels)},
    )  # fmt: skip
    return render_sheet(sheet, form)


def _print(
    task: PatrolTask,
    form: str,
    kind: str,
    title: str,
    lines: list[tuple[int, str]],
    addressee: str,
    day: date,
) -> bytes:
    upward = kind == DocumentKind.INSPECTION_REPORT
    issuer = task.group.name if upward else _office(task, day)
    return printed_paper(
        form=form,
        kind=kind,
        title=title,
        lines=lines,
        issuer=issuer,
        addressee=addressee,
        day=day,
        number=task.number,
    )


def _office(task: PatrolTask, day: date) -> str:
    return f"{unit_on(task.owner_id, day).short_name}督考办"


def _objects(task: PatrolTask, day: date) -> str:
    places = versions_by_unit(task.objects_of.values_list("pk", flat=True), day)
    return "、".join(place.short_name for place in places.values())


def _standard(standard: str) -> str:
    return f"（标准：{standard}）" if standard else ""


def _requirements(task: PatrolTask) -> list[str]:
    given = [line.strip() for line in task.requirements.splitlines() if line.strip()]
    quiet = "不发通知、不打招呼、不听汇报、不用陪同接待，直奔基层、直插现场。"
    upward = "只对督考办报告，不单独向被督导单位反馈。反映人信息加密登记，不写入发现。"
    return [*([quiet] if task.is_unannounced else []), *given, upward]
