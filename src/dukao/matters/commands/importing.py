"""``dukao import matters FILE``: a plan from Word, Excel or CSV, judged row by row."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day, now
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.matters.commands.starting import actor_named, add_account, on_the_database
from dukao.scoring.commands.running import Parser

if TYPE_CHECKING:
    from dukao.matters.models import Decision, Matter
    from dukao.matters.services import DecisionDraft
    from dukao.matters.services.intake import Judged

#: Some row could not be taken; nothing was registered.
ROWS_REFUSED = 1


@on_the_database
def main(arguments: Sequence[str]) -> int:
    """0 when every row is right (and registered, unless rehearsed), 1 when one is not, 2 for wrong input."""
    from dukao.matters.intake.reading import read_plan
    from dukao.matters.services.intake import judge_rows, usual_for

    asked = _parser().parse_args(arguments)
    actor, at = actor_named(asked.username), now()
    decision, about = _decision(asked, actor)
    reading = read_plan(Path(asked.file).name, Path(asked.file).read_bytes())
    judged = judge_rows(reading.rows, usual_for(decision or about), local_day(at))
    is_right = all(one.verdict == "ok" for one in judged)
    matters: list[Matter] = []
    if is_right and not asked.dry_run:
        decision, matters = _register(asked, actor, decision, about, at)
    report = _report(asked, reading.remarks, judged, matters, decision)
    if asked.report:
        Path(asked.report).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _tell(report)
    return 0 if is_right else ROWS_REFUSED


def _register(
    asked: Namespace, actor: Actor, decision: Decision | None, about: DecisionDraft | None, at: Any
) -> tuple[Decision | None, list[Matter]]:
    """The same way as from the page: kept as a draft, then registered as a whole."""
    from dukao.matters.services.intake import draft_intake, register_intake

    path = Path(asked.file)
    intake = draft_intake(
        actor=actor, name=path.name, content=path.read_bytes(), decision=decision, about=about, at=at
    )
    return register_intake(actor=actor, intake=intake, at=at)


def _decision(asked: Namespace, actor: Actor) -> tuple[Decision | None, DecisionDraft | None]:
    """The decision that is there, or what the new one says; refused where the account may not register."""
    from dukao.kernel.verdict import require
    from dukao.matters.policies import can_register
    from dukao.matters.selectors.decisions import decision_for
    from dukao.matters.services import DecisionDraft
    from dukao.matters.services.decisions import check_draft
    from dukao.organisations.selectors import unit_by_code, unit_on

    today = local_day(now())
    if asked.decision:
        decision, path, _ = decision_for(actor, asked.decision, today)
        require(can_register(actor, path))
        return decision, None
    require(can_register(actor))
    own = min(actor.units(Role.OFFICE))
    owner = unit_by_code(asked.owner, today) if asked.owner else unit_on(own, today)
    if owner is None:
        raise DomainError("no_owner", f"没有代码为“{asked.owner}”的单位。")
    require(can_register(actor, owner.path))
    about = DecisionDraft(
        kind=asked.kind, level=asked.level, title=asked.new_decision, decided_on=_day(asked.date, today),
        decided_by=asked.by, owner_id=owner.unit_id, regime=asked.regime, legal_basis=asked.basis,
        number=asked.number,
    )  # fmt: skip
    check_draft(about, today)
    return None, about


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise DomainError("bad_day", f"“{text}”不是一个日期，请写作 2026-09-30。") from error


def _report(
    asked: Namespace,
    remarks: list[str],
    judged: list[Judged],
    matters: list[Matter],
    decision: Decision | None,
) -> dict[str, Any]:
    from dukao.matters.intake.columns import BY_KEY

    def told(sentences: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"column": BY_KEY[key].title, "sentence": sentence} for key, sentence in sentences]

    numbers: list[str | None] = [*(matter.number for matter in matters)] or [None] * len(judged)
    verdicts = [one.verdict for one in judged]
    return {
        "file": Path(asked.file).name,
        "dry_run": asked.dry_run,
        "decision": decision and {"id": decision.pk, "title": decision.title},
        "counts": {
            "rows": len(judged), "registered": len(matters),
            **{word: verdicts.count(word) for word in ("ok", "fix", "refused")},
        },
        "remarks": remarks,
        "rows": [
            {
                "place": one.row.place, "title": one.row.cells.get("title", ""), "verdict": one.verdict,
                "refused": one.meaning.refused, "problems": told(one.meaning.problems),
                "guesses": told(one.meaning.guesses), "matter": number,
            }
            for one, number in zip(judged, numbers, strict=True)
        ],
    }  # fmt: skip


def _tell(report: dict[str, Any]) -> None:
    """Faults on standard error, one a line; what came out on standard output."""
    for row in report["rows"]:
        for problem in row["problems"]:
            sys.stderr.write(f"{row['place']}·{problem['column']}：{problem['sentence']}\n")
        if row["refused"]:
            sys.stderr.write(f"{row['place']}：{row['refused']}\n")
    counts = report["counts"]
    guesses = sum(bool(row["guesses"]) for row in report["rows"])
    done = f"已登记 {counts['registered']} 件" if counts["registered"] else "什么都没有登记"
    sys.stdout.write(
        f"{counts['rows']} 行：可登记 {counts['ok']}，要改 {counts['fix']}，不收 {counts['refused']}；"
        f"有推断 {guesses} 行。{done}。\n"
    )


def _parser() -> Parser:
    from dukao.kernel.regimes import Regime
    from dukao.matters.vocabulary import DecisionKind, DecisionLevel

    parser = Parser(prog="dukao import", description="导入计划，登记为拟办事项：一行有错，全部不登记")
    words = parser.add_subparsers(required=True, metavar="内容")
    matters = words.add_parser("matters", help="督办事项")
    matters.add_argument("file", metavar="FILE", help="Word（.docx）、Excel（.xlsx）或 CSV")
    add_account(matters)
    where = matters.add_mutually_exclusive_group(required=True)
    where.add_argument("--decision", type=int, help="登记到这项决策，写决策编号")
    where.add_argument("--new-decision", metavar="TITLE", help="登记到一项新的决策，写标题")
    matters.add_argument(
        "--kind", default=str(DecisionKind.PLAN), choices=DecisionKind.values, help="新决策的种类"
    )
    matters.add_argument(
        "--level", default=str(DecisionLevel.CITY), choices=DecisionLevel.values, help="新决策的层级"
    )
    matters.add_argument("--date", default="", help="新决策的日期，默认今天")
    matters.add_argument("--by", default="", help="新决策由谁作出")
    matters.add_argument("--number", default="", help="新决策的文号")
    matters.add_argument("--owner", default="", help="督办范围的单位代码，默认这个账户所管的地方")
    matters.add_argument(
        "--regime", default=str(Regime.GOVERNMENT), choices=Regime.values, help="新决策的督查性质"
    )
    matters.add_argument("--basis", default="", help="新决策的法定依据")
    matters.add_argument("--dry-run", action="store_true", help="只核对，不登记")
    matters.add_argument("--report", help="逐行结果写到这个 JSON 文件")
    return parser
