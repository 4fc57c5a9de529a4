"""Who may open which address of the problem ledger. Which problems is decided by place and state."""

from __future__ import annotations

from datetime import date

from dukao.issues import services
from dukao.issues.services.intaking import draft_intake
from dukao.kernel.roles import Role
from tests.conftest import NOW, City
from tests.issues.planting import (
    plant,
    plant_draw,
    plant_group,
    plant_lookback,
    plant_practice,
    plant_sweep,
)

_ABOVE = frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_UNIT = frozenset({Role.REPORTER, Role.UNIT_HEAD})
_READERS = _ABOVE | _UNIT | {Role.LEAD_REVIEWER, Role.PATROL}
#: One problem is seen by those above it and by its own unit.
_SEERS = _ABOVE | _UNIT
_OFFICE, _HEAD = frozenset({Role.OFFICE}), frozenset({Role.UNIT_HEAD})

ACCESS: dict[str, frozenset[str]] = {
    "issues:ledger": _READERS,
    "issues:export": _READERS,
    "issues:bulk": _READERS,
    "issues:add": _OFFICE,
    "issues:edit": _OFFICE,
    "issues:drawer": _SEERS,
    "issues:alike": _OFFICE,
    "issues:mine": _UNIT,
    "issues:self_check": _SEERS,
    "issues:import": _OFFICE,
    "issues:template": _OFFICE,
    "issues:intake": _OFFICE,
    "issues:register_intake": _OFFICE,
    "issues:intake_row": _OFFICE,
    "issues:lookbacks": _ABOVE,
    "issues:lookbacks_export": _ABOVE,
    "issues:look_back": _ABOVE,
    "issues:draw": _OFFICE,
    "issues:drawn": _ABOVE,
    "issues:draw_listing": _ABOVE,
    "issues:sweeps": _ABOVE,
    "issues:sweeps_export": _ABOVE,
    "issues:show_sweep": _ABOVE,
    "issues:statistics": _READERS,
    "issues:statistics_export": _READERS,
    "issues:practices": _READERS,
    "issues:practices_export": _READERS,
    "issues:practice": _READERS,
    "issues:propose": _OFFICE | _UNIT,
    "issues:decide_practice": _OFFICE,
    "issues:rules": _READERS,
    "issues:add_group": _OFFICE,
    "issues:group": _OFFICE,
    "issues:end_group": _OFFICE,
    "issues:show": _SEERS,
    "issues:slip": _OFFICE,
    "issues:tick": _UNIT,
    "issues:extension": _OFFICE,
    "issues:withdraw": _UNIT,
    "issues:assign": _OFFICE,
    "issues:measure": _UNIT,
    "issues:progress": _UNIT,
    "issues:submit": _HEAD,
    "issues:verify": _OFFICE,
    "issues:close": _OFFICE,
    "issues:return": _OFFICE,
    "issues:follow": _OFFICE,
    "issues:extend": _UNIT,
    "issues:verifier": _OFFICE,
    "issues:sweep": _OFFICE,
    "issues:name": _OFFICE,
    "issues:reopen": _OFFICE,
    "issues:lookback": _OFFICE,
    "issues:drop": _OFFICE,
}


ELSEWHERE = {"issues:practice": _READERS}  # good practice is for everybody to copy


def objects(city: City) -> dict[str, tuple[object, ...]]:
    office, head = city.actor(city.office), city.actor(city.head)
    draft, assigned, rectifying = plant(city, "draft"), plant(city, "assigned"), plant(city, "rectifying")
    submitted, closed = plant(city, "submitted"), plant(city, "closed")
    group, draw = plant_group(city, city.office), plant_draw(city)
    practice = plant_practice(city, closed)
    services.approve_practice(actor=office, practice=practice, at=NOW)
    extension = services.ask_extension(
        actor=head, problem=rectifying, new_due_on=date(2026, 11, 20), reason="连续降雨。", at=NOW
    )
    sweep = plant_sweep(city, assigned)
    item = sweep.items.first()
    assert item is not None
    item.unit_id = city.housing.pk
    item.save()
    measure = rectifying.measures.first()
    assert measure is not None
    intake = draft_intake(
        actor=office, name="a.csv", content="问题,责任单位,依据,整改要求\n管网漏损,市住建局,条例,修复\n".encode(),
        scope_id=city.city.pk, source="audit", regime="government", source_text="审计报告", at=NOW,
    )  # fmt: skip
    on = {
        draft: ("edit", "assign"), assigned: ("measure", "verifier", "extend", "show", "drawer", "follow", "drop"),
        rectifying: ("progress", "submit", "sweep", "name", "slip"), submitted: ("close", "return", "verify"),
        closed: ("reopen", "lookback"),
    }  # fmt: skip
    rows = {f"issues:{name}": (one.pk,) for one, names in on.items() for name in names}
    return rows | {
        "issues:self_check": (item.pk,), "issues:intake": (intake.pk,), "issues:register_intake": (intake.pk,), "issues:intake_row": (intake.pk, 1),
        "issues:look_back": (plant_lookback(closed).pk,), "issues:drawn": (draw.pk,), "issues:draw_listing": (draw.pk,),
        "issues:show_sweep": (sweep.pk,), "issues:practice": (practice.pk,),
        "issues:decide_practice": (practice.pk,), "issues:group": (group.pk,), "issues:end_group": (group.pk,),
        "issues:tick": (rectifying.pk, measure.pk), "issues:extension": (rectifying.pk, extension.pk),
        "issues:withdraw": (rectifying.pk, extension.pk),
    }  # fmt: skip
