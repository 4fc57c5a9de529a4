"""What the journal says of an objection, and who is told what of it, once for each occasion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dukao.assessments.models import Objection
from dukao.assessments.selectors.objections import place_of
from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify
from dukao.ui.formats import day

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


def told(objection: Objection) -> dict[str, Any]:
    """What every entry of the journal says of it."""
    place = place_of(objection)
    return {
        "subject": objection,
        "label": f"{place.short_name}·{objection.round.span.label}·{objection.item_name or '总分'}",
        "unit_path": place.path,
    }


def tell_office(objection: Objection, place: UnitVersion, at: datetime) -> None:
    people = accounts_holding((Role.OFFICE,), objection.unit_id, local_day(at))
    title = f"{place.short_name}对{objection.item_name or '总分'}提出异议"
    _tell(
        objection,
        list(people.values_list("pk", flat=True)),
        title,
        f"{day(objection.decide_by)}前办结。",
        "raised",
        at,
    )


def tell_handler(objection: Objection, place: UnitVersion, at: datetime) -> None:
    title = f"请办理{place.short_name}对{objection.item_name or '总分'}的异议"
    assert objection.handler_id is not None
    key = f"assigned:{objection.handler_id}"
    _tell(objection, [objection.handler_id], title, f"{day(objection.decide_by)}前办结。", key, at)


def tell_approver(objection: Objection, place: UnitVersion, at: datetime) -> None:
    title = f"请批准更正：{place.short_name}对{objection.item_name or '总分'}的异议"
    assert objection.approver_id is not None
    key = f"proposed:{objection.approver_id}:{at:%Y%m%d%H%M}"
    _tell(objection, [objection.approver_id], title, f"{day(objection.due_on)}前批准或退回。", key, at)


def tell_sent_back(objection: Objection, place: UnitVersion, reason: str, at: datetime) -> None:
    title = f"退回重办：{place.short_name}对{objection.item_name or '总分'}的异议"
    assert objection.handler_id is not None
    _tell(objection, [objection.handler_id], title, reason, f"sent_back:{at:%Y%m%d%H%M}", at)


def tell_unit(objection: Objection, place: UnitVersion, at: datetime) -> None:
    people = accounts_holding(
        (Role.UNIT_HEAD, Role.REPORTER), objection.unit_id, local_day(at), on_itself=True
    )
    title = f"对{objection.item_name or '总分'}的异议已办结：{objection.get_outcome_display()}"
    _tell(objection, list(people.values_list("pk", flat=True)), title, objection.reasons, "decided", at)


def _tell(
    objection: Objection, accounts: list[int], title: str, body: str, occasion: str, at: datetime
) -> None:
    notify(
        account_ids=accounts, kind="objection", title=title, body=body, at=at,
        key=f"objection:{objection.pk}:{occasion}", url=f"/results/objections/{objection.pk}/",
    )  # fmt: skip
