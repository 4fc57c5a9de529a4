"""Who may open which address of the patrols room. Which tasks and findings is decided by seat and name."""

from __future__ import annotations

from uuid import uuid4

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.patrols import services
from dukao.patrols.models import Visit
from dukao.patrols.services import Spoken
from dukao.patrols.vocabulary import Half
from tests.access import EVERYONE
from tests.conftest import NOW, City
from tests.patrols.drawing import plant_draw
from tests.patrols.planting import (
    add_member,
    plant_finding,
    plant_group,
    plant_issued,
    plant_reported,
    plant_task,
    plant_visit,
)

_ALL = frozenset({Role.OFFICE, Role.LEADER, Role.PATROL, Role.DISCIPLINE})
_ABOVE = _ALL - {Role.PATROL}
_RAW = _ALL - {Role.DISCIPLINE}
_OFFICE, _PATROL = frozenset({Role.OFFICE}), frozenset({Role.PATROL})
_LEADER, _DISCIPLINE = frozenset({Role.LEADER}), frozenset({Role.DISCIPLINE})

ACCESS: dict[str, frozenset[str]] = {
    "patrols:field": _PATROL,
    "patrols:field_worker": EVERYONE,
    "patrols:field_tasks": _PATROL,
    "patrols:field_changes": _PATROL,
    "patrols:field_photo": _PATROL,
    "patrols:field_splits": _PATROL,
    "patrols:field_settle": _PATROL,
    "patrols:draws": _ABOVE,
    "patrols:draws_export": _ABOVE,
    "patrols:draw_add": _OFFICE,
    "patrols:draw": _ABOVE,
    "patrols:draw_list": _ABOVE,
    "patrols:draw_drop": _OFFICE,
    "patrols:draw_send": _OFFICE,
    "patrols:tasks": _RAW,
    "patrols:tasks_export": _RAW,
    "patrols:task": _RAW,
    "patrols:paper": _RAW,
    "patrols:task_add": _OFFICE,
    "patrols:task_edit": _OFFICE,
    "patrols:tasks-issue": _OFFICE,
    "patrols:tasks-waive": _LEADER,
    "patrols:tasks-send": _PATROL,
    "patrols:tasks-report": _PATROL,
    "patrols:tasks-return": _OFFICE,
    "patrols:tasks-close": _OFFICE,
    "patrols:tasks-drop": _OFFICE,
    "patrols:findings": _RAW,
    "patrols:findings_export": _RAW,
    "patrols:findings_bulk": _OFFICE,
    "patrols:finding": _RAW,
    "patrols:findings-report": _PATROL,
    "patrols:findings-urge": _PATROL,
    "patrols:findings-read": _LEADER,
    "patrols:findings-instruct": _LEADER,
    **dict.fromkeys(
        (
            f"patrols:findings-{name}"
            for name in ("release", "decline", "merge", "send_back", "hand_over", "annul")
        ),
        _OFFICE,
    ),
    "patrols:instructions-carry": _OFFICE,
    "patrols:photo_remove": _PATROL,
    "patrols:visit": _RAW,
    "patrols:informants": _PATROL,
    "patrols:groups": _ALL,
    "patrols:group": _ALL,
    "patrols:group_add": _OFFICE,
    "patrols:group_edit": _OFFICE,
    "patrols:groups-appoint": _OFFICE,
    "patrols:groups-leave": _OFFICE,
    "patrols:groups-train": _OFFICE,
    "patrols:groups-end": _OFFICE,
    "patrols:groups-interest": _OFFICE | _PATROL,
    "patrols:groups-uninterest": _OFFICE,
    "patrols:groups-desk": _PATROL,
    "patrols:submit": _PATROL,
    "patrols:assessment": _RAW,
    "patrols:assessment_export": _RAW,
    "patrols:debrief": _ALL - {Role.DISCIPLINE},
    "patrols:debriefs-appraise": _LEADER,
    "patrols:clues": _OFFICE | _DISCIPLINE,
    "patrols:clue": _OFFICE | _DISCIPLINE,
    "patrols:clue_open": _OFFICE | _DISCIPLINE,
    "patrols:clues-receive": _DISCIPLINE,
    "patrols:process": _OFFICE | _DISCIPLINE,
    "patrols:process_export": _OFFICE | _DISCIPLINE,
    "patrols:rules": _ALL,
}


ELSEWHERE = {
    "patrols:field_settle": _PATROL
}  # asks for the version first; tests/attack says whose record it is


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """A task in each state, and a finding in each that an act begins from."""
    group = plant_group(city)
    readers = (city.leader.pk,)
    draft, issued = plant_task(city, group, reader_ids=readers), plant_issued(city, group, reader_ids=readers)
    reported = plant_issued(city, group)
    patroller, office = city.actor(city.patroller), city.actor(city.office)
    services.report_task(actor=patroller, task=reported, report="查了三个小区。", at=NOW)
    visit = plant_visit(city, issued)
    services.record_informants(actor=patroller, visit=visit, people=[Spoken(uuid4(), "群众")], at=NOW)
    debrief = services.submit_debrief(
        actor=patroller, group=group, year=2026, half=Half.FIRST, text="走访。", at=NOW
    )
    empty = plant_issued(city, group)
    draw = plant_draw(city)
    member = add_member(city, group, "钱一")
    services.declare_interest(
        actor=office, member=member, kind="relative", unit_id=city.other.pk, note="", since=NOW.date(), at=NOW
    )
    untaught = plant_task(city, group, reader_ids=readers)
    named = {
        "task": issued.pk, "tasks-send": issued.pk, "tasks-report": issued.pk, "task_edit": draft.pk, "tasks-issue": draft.pk,
        "tasks-waive": untaught.pk, "tasks-return": reported.pk, "tasks-close": reported.pk,
        "tasks-drop": empty.pk, "visit": visit.pk, "informants": visit.pk, "debrief": debrief.pk,
        "debriefs-appraise": debrief.pk,
        **dict.fromkeys(
            (
                "group", "group_edit", "submit", "groups-appoint", "groups-leave", "groups-train",
                "groups-end", "groups-interest", "groups-uninterest", "groups-desk",
            ),
            group.pk,
        ),
    }  # fmt: skip
    rows = {f"patrols:{name}": (pk,) for name, pk in named.items()}
    return {
        **rows,
        "patrols:field_settle": (1,),
        **{f"patrols:{name}": (draw.pk,) for name in ("draw", "draw_list", "draw_drop", "draw_send")},
        "patrols:paper": (issued.pk, "slip", "docx"),
        "patrols:photo_remove": (plant_finding(city, visit).pk, 1),
        **_findings(city, visit, office, patroller),
    }


def _findings(city: City, visit: Visit, office: Actor, patroller: Actor) -> dict[str, tuple[object, ...]]:
    draft, reported, unread, released, handed = (
        plant_finding(city, visit),
        *(plant_reported(city, visit) for _ in range(4)),
    )
    for urgent in (reported, unread):
        services.urge_finding(
            actor=patroller, finding=urgent, leader_id=city.leader.pk, reason="有坍塌危险。", at=NOW
        )
    instruction = services.instruct_finding(
        actor=city.actor(city.leader), finding=reported, text="请核实。", at=NOW
    )
    services.release_finding(actor=office, finding=released, release=services.Release(), at=NOW)
    clue = services.hand_over_clue(
        actor=office, finding=handed, receiver_id=city.discipline.pk, account="虚报。", at=NOW
    )
    on = (
        (draft.pk, ("findings-report", "findings-urge")),
        (reported.pk, (
            "finding", "findings-instruct", "findings-release", "findings-decline",
            "findings-merge", "findings-send_back", "findings-hand_over",
        )),
        (unread.pk, ("findings-read",)),
        (released.pk, ("findings-annul",)),
        (instruction.pk, ("instructions-carry",)),
        (clue.pk, ("clue", "clue_open", "clues-receive")),
    )  # fmt: skip
    return {f"patrols:{name}": (pk,) for pk, names in on for name in names}
