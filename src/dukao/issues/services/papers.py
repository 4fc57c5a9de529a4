"""整改交办单 (D-19): the official document that goes with an assignment, drafted for the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dukao.documents.services import draft_document
from dukao.documents.vocabulary import DocumentKind, Nature, Subject
from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Problem
from dukao.issues.policies import can_register
from dukao.issues.selectors import places_of
from dukao.issues.vocabulary import problem_ref
from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.formats import day_year

#: A document's title has 120 characters, the problem's own as many.
TITLE_ROOM = 90


@transaction.atomic
def draft_slip(*, actor: Actor, problems: Sequence[Problem], at: datetime) -> int:
    """One slip for one unit's problems; sending and signing stay with two people of the office."""
    if not problems:
        raise DomainError("nothing_chosen", "没有选中问题，请先勾选。")
    if len({problem.unit_id for problem in problems}) > 1:
        raise DomainError("several_units", "一份交办单只发一个责任单位，请只选同一单位的问题。")
    if len({problem.label for problem in problems}) > 1 or len({one.regime for one in problems}) > 1:
        raise DomainError("several_regimes", "督查性质或知悉范围不同的问题不能写在一份交办单里，请分开选。")
    day, first = local_day(at), problems[0]
    for problem in problems:
        require(can_register(actor, places_of(problem, day).scope))
        if problem.assigned_on is None:
            raise DomainError("not_assigned", f"{problem.number} 还没有交办，先交办再拟交办单。", 409)
    office = accounts_holding([Role.OFFICE], first.scope_id, day).first()
    document = draft_document(
        actor=SYSTEM, kind=DocumentKind.ASSIGNMENT_SLIP, title=_title(problems), body=_body(problems),
        issuer_id=office.unit_id if office else first.scope_id, main_recipients=[first.unit_id],
        basis=first.clause, nature=Nature.ORDINARY, regime=first.regime, label=first.label, at=at,
        subject=Subject(
            problem_ref(first.pk), f"{first.number} {first.title}", f"/problems/{first.pk}/"
        ),
    )  # fmt: skip
    return document.pk


def _title(problems: Sequence[Problem]) -> str:
    if len(problems) > 1:
        return f"关于交办 {len(problems)} 个问题整改的通知"
    title = problems[0].title
    return f"关于“{title if len(title) <= TITLE_ROOM else f'{title[: TITLE_ROOM - 1]}…'}”的整改交办单"


def _body(problems: Sequence[Problem]) -> list[dict[str, object]]:
    text: list[dict[str, object]] = [{"text": "现将有关问题交办给你单位，请按要求整改。"}]
    for problem in problems:
        text.append({"level": 1, "text": f"{problem.title}（{problem.number}）"})
        proof = "销号时须附整改佐证。" if problem.needs_proof else ""
        duty = [f"责任：{problem.duty}"] if problem.duty else []
        said = [f"事实：{problem.facts}", f"依据：{problem.clause}", *duty]
        said += [f"要求：{problem.demand}{proof}", f"整改时限：{day_year(problem.due_on)}。"]
        text += [{"text": line} for line in said]
    text.append(
        {"text": "请收到后在督考平台制定整改措施，逐项反馈进展。整改完成后申请验收，验收人不是整改人。"}
    )
    return text
