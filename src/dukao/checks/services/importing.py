"""A plan from Excel registered as a whole: every row is fit, or none is taken."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.checks.models import Check
from dukao.checks.policies import can_manage_plan
from dukao.checks.services.intake import judged, rows_of
from dukao.checks.services.registering import enter_check
from dukao.documents.selectors import source_of
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit


@transaction.atomic
def import_checks(*, actor: Actor, digest: str, at: datetime, key: str | None = None) -> list[Check]:
    """All rows of the kept file become 拟列入; an empty list when this very form was sent before."""
    require(can_manage_plan(actor))
    if is_done(key or "", "checks_imported"):
        return []
    day = local_day(at)
    rows = judged(rows_of(source_of(digest)), day)
    unfit = [row.number for row in rows if row.draft is None]
    if unfit:
        raise DomainError(
            "rows_unfit", f"第 {'、'.join(map(str, unfit[:10]))} 行还有要改的，一项都没有导入。"
        )
    drafts = [row.draft for row in rows if row.draft is not None]
    places = versions_by_unit({draft.organiser_id for draft in drafts}, day)
    for draft in drafts:
        require(can_manage_plan(actor, places[draft.organiser_id].path))
    made = [enter_check(actor, draft, at) for draft in drafts]
    record(
        actor=actor, event="checks_imported", subject=None, label="检查计划", at=at, key=key or None,
        after={"count": len(made), "source": digest},
    )  # fmt: skip
    return made
