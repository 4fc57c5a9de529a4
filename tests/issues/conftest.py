"""A problem of the standing characters: the office keeps the ledger, 市住建局 answers for the problem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from dukao.issues import services
from dukao.issues.models import Problem
from dukao.issues.services import ProblemDraft
from dukao.issues.vocabulary import ProblemKind, Severity, Source
from tests.conftest import NOW, City

DUE = date(2026, 10, 20)


def problem_draft(city: City, **changes: object) -> ProblemDraft:
    features: dict[str, object] = {
        "source": Source.PATROL,
        "title": "和苑二区路面恢复超期",
        "facts": "3 号楼东侧路面开挖后未恢复，9 月 28 日现场仍为碎石便道，长约 40 米。",
        "clause": "《城市道路管理条例》第三十三条",
        "demand": "恢复路面；同批次开挖点逐一自查。",
        "unit_id": city.housing.pk,
        "scope_id": city.city.pk,
        "severity": Severity.ORDINARY,
        "kind": ProblemKind.COMMON,
        "duty": "市政工程科",
        "due_on": DUE,
    }
    return ProblemDraft(**(features | changes))  # type: ignore[arg-type]


@pytest.fixture
def draft(city: City) -> Callable[..., ProblemDraft]:
    return partial(problem_draft, city)


@pytest.fixture
def problem(city: City, draft: Callable[..., ProblemDraft]) -> Problem:
    """待交办."""
    made = services.register_problem(actor=city.actor(city.office), draft=draft(), at=NOW)
    assert made is not None
    return made
