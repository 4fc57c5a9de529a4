"""Who may open which address of the room of checks. Which checks is decided by place and state."""

from __future__ import annotations

from datetime import date

from dukao.checks import services
from dukao.checks.models import Amendment, Check
from dukao.checks.services import Change
from dukao.checks.web.sheets import SAMPLE, TEMPLATE_HEAD, workbook_of
from dukao.documents.services import keep_source
from dukao.kernel.roles import Role
from tests.checks.planting import colleague, plant_check, plant_conclusion
from tests.conftest import NOW, TODAY, City

_ABOVE = frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_DOERS = frozenset({Role.REPORTER, Role.UNIT_HEAD})
_UNIT = _DOERS | {Role.LEAD_REVIEWER}
_READERS = _ABOVE | _UNIT | {Role.PATROL}
_OFFICE, _LEADER, _HEAD = (frozenset({role}) for role in (Role.OFFICE, Role.LEADER, Role.UNIT_HEAD))

ACCESS: dict[str, frozenset[str]] = {
    "checks:plan": _READERS,
    "checks:calendar": _READERS,
    "checks:export": _READERS,
    "checks:overlaps": _READERS,
    "checks:additions": _READERS,
    "checks:amendments": _READERS,
    "checks:amendment": _LEADER,
    "checks:unamend": _OFFICE,
    "checks:import": _OFFICE,
    "checks:template": _OFFICE,
    "checks:preview": _OFFICE,
    "checks:mine": _UNIT,
    "checks:complain": _DOERS,
    "checks:complaints": _ABOVE | _DOERS,
    "checks:complaints_export": _ABOVE | _DOERS,
    "checks:answer": _OFFICE,
    "checks:burden": _ABOVE,
    "checks:burden_export": _ABOVE,
    "checks:unit_burden": _ABOVE | _DOERS,
    "checks:rules": _READERS,
    "checks:add": _OFFICE | _HEAD,
    # 市住建局 is an object of it: its people see it, 林岚 of 市发展改革委 does not
    "checks:show": _ABOVE | _DOERS | {Role.PATROL},
    "checks:edit": _OFFICE,
    "checks:conclude": _OFFICE,
    "checks:send": _OFFICE,
    "checks:approve": _LEADER,
    "checks:return": _OFFICE | _LEADER,
    "checks:designate": _LEADER,
    "checks:start": _OFFICE,
    "checks:finish": _OFFICE,
    "checks:amend": _OFFICE,
    "checks:cite": _OFFICE,
    "checks:merge": _OFFICE,
    "checks:withdraw": _OFFICE,
    "checks:conclusions": _ABOVE | _UNIT,
    "checks:conclusions_export": _ABOVE | _UNIT,
    "checks:conclusion": _ABOVE | _DOERS,
    "checks:redraft": _OFFICE,
    "checks:conclusions-hear": _OFFICE,
    "checks:conclusions-explain": _DOERS,
    "checks:conclusions-submit": _OFFICE,
    "checks:conclusions-serve": _LEADER,
    "checks:conclusions-sendback": _LEADER,
    "checks:conclusions-receive": _DOERS,
    "checks:conclusions-ask": _HEAD,
    "checks:conclusions-takeback": _HEAD,
    "checks:conclusions-review": _OFFICE | _LEADER,
}


ELSEWHERE = {
    "checks:show": _DOERS
    | {Role.PATROL},  # 市水利局 is the other object of it; patrols look at the whole city
    "checks:preview": _OFFICE,  # the address is the digest of what oneself brought
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """A check of each state, and conclusions that others drafted and approved."""
    proposed, sent, approved, ongoing = (
        plant_check(city, state, name=f"检查 {state}")
        for state in ("proposed", "sent", "approved", "ongoing")
    )
    on = {
        proposed: "edit send merge withdraw", sent: "approve return", approved: "start show amend cite",
        ongoing: "finish conclude",
    }  # fmt: skip
    rows = {f"checks:{name}": (check.pk,) for check, names in on.items() for name in names.split()}
    plant_check(city, "done", name="查过的")
    return {
        **rows, **_of_plan(city), **_of_conclusions(city), "checks:unit_burden": (city.housing.pk,),
        "checks:preview": (keep_source(workbook_of("计划", TEMPLATE_HEAD, [SAMPLE])),),
    }  # fmt: skip


def _of_plan(city: City) -> dict[str, tuple[object, ...]]:
    department = plant_check(city, "approved", organiser_id=city.planning.pk, object_ids=(city.other.pk,))
    amendments = [_amended(city, plant_check(city, "approved", name=f"变更 {n}")) for n in range(2)]
    complaint = services.complain(
        actor=city.actor(city.head), unit_id=city.housing.pk, kind="twice", text="要了两次。", at=NOW
    )
    assert complaint is not None
    return {
        "checks:designate": (department.pk,), "checks:amendment": (amendments[0].pk,),
        "checks:unamend": (amendments[1].pk,), "checks:answer": (complaint.pk,),
    }  # fmt: skip


def _amended(city: City, check: Check) -> Amendment:
    change = Change(check.scope, 2, 2, TODAY, date(2026, 10, 31), (city.housing.pk, city.other.pk))
    return services.ask_amendment(
        actor=city.actor(city.office), check=check, change=change, reason="要再看一次。", at=NOW
    )


def _of_conclusions(city: City) -> dict[str, tuple[object, ...]]:
    """Drafted and approved by colleagues, so that the standing office and leader may review."""
    drafter = colleague(city, "drafter", "起草人")
    approver = colleague(city, "approver", "批准人", Role.LEADER)
    states = {
        "draft": "redraft conclusions-hear", "hearing": "conclusions-explain conclusions-submit",
        "sent": "conclusions-serve conclusions-sendback", "served": "conclusions-receive",
        "received": "conclusions-ask conclusion", "reviewed": "conclusions-takeback conclusions-review",
    }  # fmt: skip
    rows: dict[str, tuple[object, ...]] = {}
    for state, names in states.items():
        check = _ongoing_by(city, drafter, f"结论 {state}")
        made = plant_conclusion(city, check, state, drafter=drafter, approver=approver)
        rows |= {f"checks:{name}": (made.pk,) for name in names.split()}
    return rows


def _ongoing_by(city: City, drafter: object, name: str) -> Check:
    """Started by the colleague: who starts a check takes part in it."""
    check = plant_check(city, "approved", name=name)
    return services.start_check(actor=city.actor(drafter), check=check, at=NOW)  # type: ignore[arg-type]
