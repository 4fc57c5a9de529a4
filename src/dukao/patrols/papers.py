"""What leaves on paper: the slip of a task, its checklist, and the group's report. Never registered.

An official document is found in the register by everybody above its issuer, so what is raw stays out of it.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO

import xlsxwriter
from django.utils.timezone import localtime

from dukao.documents.selectors import printed_paper
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.spreadsheets import INERT
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.patrols.models import Finding, PatrolTask
from dukao.patrols.vocabulary import FindingState
from dukao.ui.formats import day_range

#: What a report may still tell: not what went to discipline, and each thing once.
TOLD = (FindingState.REPORTED, FindingState.RELEASED)


def slip(task: PatrolTask, form: str, day: date) -> bytes:
    """《督导巡查工作任务交办单》 (D-01)."""
    sent = "、".join(member.person.name for member in task.sent.select_related("person"))
    lines = [
        (1, "任务"),
        (0, f"{task.title}（编号 {task.number}，{task.get_form_display()}）。"),
        (1, "对象和时间"),
        (0, f"{_objects(task, day)}。{day_range(task.starts_on, task.ends_on)}。"),
        (1, "派出人员"),
        (0, f"{sent}。"),
        (1, "依据"),
        (0, f"{task.legal_basis}。"),
        (1, "要求"),
        *[(0, line) for line in _requirements(task)],
        (1, "核查内容"),
        *[(0, f"{item.position}．{item.text}{_standard(item.standard)}") for item in task.checklist.all()],
    ]
    return _print(
        task, form, DocumentKind.ASSIGNMENT_SLIP, "督导巡查工作任务交办单", lines, task.group.name, day
    )


def report(task: PatrolTask, form: str, day: date) -> bytes:
    """督查情况报告: from the group to the office, with its findings one by one."""
    findings = Finding.objects.filter(visit__task=task, state__in=TOLD).select_related("visit")
    rows = list(findings.order_by("number"))
    units = versions_by_unit({row.unit_id for row in rows if row.unit_id}, day) if rows else {}
    went = f"按照{task.number}号任务，{task.group.name}走访 {task.visits.count()} 次"
    lines = [
        (1, "基本情况"),
        (0, f"{went}，时间为{day_range(task.starts_on, task.ends_on)}。"),
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
    office = unit_on(task.owner_id, day).short_name
    title = f"关于{task.title}的督查情况报告"
    return _print(task, form, DocumentKind.INSPECTION_REPORT, title, lines, f"{office}督考办", day)


def checklist(task: PatrolTask, form: str, day: date) -> bytes:
    """核查清单: with empty columns for the field, as Excel, Word or PDF."""
    if form == "xlsx":
        return _checklist_book(task)
    lines = [(0, f"任务 {task.number}　对象：{_objects(task, day)}")]
    for item in task.checklist.all():
        lines.append((0, f"{item.position}．{item.text}{_standard(item.standard)}　　□ 是　□ 否　□ 未查"))
    return _print(task, form, DocumentKind.ASSIGNMENT_SLIP, "核查清单", lines, task.group.name, day)


def _checklist_book(task: PatrolTask) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
        sheet = book.add_worksheet("核查清单")
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
        sheet.write_row(0, 0, ("序号", "核查内容", "标准", "是/否/未查", "说明"), bold)
        for row, item in enumerate(task.checklist.all(), 1):
            sheet.write_row(row, 0, (item.position, item.text, item.standard, "", ""), text)
        sheet.data_validation(
            1, 3, max(1, task.checklist.count()), 3, {"validate": "list", "source": ["是", "否", "未查"]}
        )
        sheet.set_column(1, 2, 44)
        sheet.set_column(3, 4, 16)
        sheet.set_header(f"&L{task.number}&R{localtime(task.drafted_at):%Y-%m-%d}")
    return out.getvalue()


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
    issuer = task.group.name if upward else f"{unit_on(task.owner_id, day).short_name}督考办"
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
