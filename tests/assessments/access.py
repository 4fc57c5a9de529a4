"""Who may open what in the assessments room."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Objection, ObjectionRule, Round, ScoreEvent
from dukao.assessments.services import Happening, Wish
from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.identity.models import Account, Grant
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.matters import services as matters
from dukao.matters.models import Rung
from dukao.matters.vocabulary import RungKind, RungState
from dukao.schemes import services as scheme_services
from dukao.scoring import scheme_from_yaml
from tests.conftest import NOW, City
from tests.matters.conftest import matter_draft

OVERSEERS = {Role.OFFICE, Role.LEADER, Role.DISCIPLINE}
ASSESSED = {Role.REPORTER, Role.UNIT_HEAD}
SEEING = OVERSEERS | ASSESSED
SIMULATORS = {Role.OFFICE, Role.LEADER}

ACCESS: dict[str, set[str]] = {
    "assessments:list": SEEING,
    "assessments:mine": SEEING,
    "assessments:unit": SEEING,
    "assessments:terms": OVERSEERS,
    "assessments:events": SEEING,
    "assessments:record_event": {Role.OFFICE},
    "assessments:revoke_event": {Role.OFFICE},
    "assessments:occasions": SEEING,
    "assessments:occasion": SEEING,
    "assessments:show": SEEING,
    "assessments:freeze": {Role.OFFICE},
    "assessments:unfreeze": {Role.OFFICE},
    "assessments:post": {Role.OFFICE},
    "assessments:finalise": {Role.LEADER},
    "assessments:table_excel": SEEING,
    "assessments:table_pdf": SEEING,
    "assessments:bundle": SEEING,
    "assessments:score": SEEING,
    "assessments:sheet_excel": SEEING,
    "assessments:sheet_pdf": SEEING,
    "assessments:item": SEEING,
    "assessments:objections": SEEING,
    "assessments:objection_rules": OVERSEERS,
    "assessments:objection_figures": OVERSEERS,
    "assessments:objections_export": OVERSEERS,
    "assessments:objection": SEEING,
    "assessments:assign_objection": {Role.OFFICE},
    "assessments:withdraw_objection": {Role.UNIT_HEAD},
    "assessments:decide_objection": {Role.LEADER},
    "assessments:approve_objection": {Role.LEADER},
    "assessments:send_back_objection": {Role.LEADER},
    "assessments:bulletin": {Role.OFFICE},
    "assessments:raise": {Role.UNIT_HEAD},
    "assessments:correct": {Role.OFFICE},
    "assessments:reopen": {Role.LEADER},
    "assessments:changes": SEEING,
    "assessments:simulate": SIMULATORS,
    "assessments:simulation": SIMULATORS,
    "assessments:simulation_excel": SIMULATORS,
    "assessments:simulation_csv": SIMULATORS,
}

SCHEME = (Path(__file__).parent / "access.yaml").read_text(encoding="utf-8")


#: Units of one round see its table, its bundle and what was corrected in it: who is compared may recompute.
ELSEWHERE = dict.fromkeys(
    (f"assessments:{name}" for name in ("show", "table_excel", "table_pdf", "bundle", "changes")), ASSESSED
)


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """One round in each state, and something recorded."""
    office, leader = city.actor(city.office), city.actor(city.leader)
    version = scheme_services.add_scheme(actor=office, document=scheme_from_yaml(SCHEME), at=NOW)
    scheme_services.submit_version(actor=office, version=version, at=NOW)
    # Whoever approved the scheme keeps out of objections; the leader of the crawl decides one.
    scheme_services.publish_version(
        actor=_second_leader(city), version=version, effective_on=date(2026, 1, 1), at=NOW
    )
    AssessmentPolicy.objects.create(effective_on=date(2026, 1, 1), notice_days=5, source="第二十六条")
    ObjectionRule.objects.create(effective_on=date(2026, 1, 1), source="第二十七条")
    event = services.record_event(
        actor=office, version=version, unit_id=city.housing.pk, at=NOW,
        happening=Happening("N-01", date(2026, 9, 12), "燃气管网更新逾期 21 日", "示督通〔2026〕7 号"),
    )  # fmt: skip
    assert isinstance(event, ScoreEvent)
    services.open_rounds(at=NOW)
    live, frozen, waiting, ended, objected, reopened, final = (
        _round(f"2026-{month:02d}") for month in (9, 3, 4, 5, 6, 7, 8)
    )
    for assessment in (frozen, waiting, ended, objected, reopened, final):
        services.freeze_round(actor=office, assessment=assessment, at=NOW - timedelta(days=20))
    for assessment in (ended, reopened, final):
        services.post_round(actor=office, assessment=assessment, at=at_time(date(2026, 6, 1), 9))
    services.post_round(actor=office, assessment=objected, at=NOW)
    for assessment in (reopened, final):
        services.finalise_round(actor=leader, assessment=assessment, at=NOW)
    objection, given, proposed = _objections(city, objected)
    place = (ended.pk, city.housing.pk)
    rung = _decided_circular(city)
    simulation = services.start_simulation(
        actor=office, version=version, against=version, assessment=ended, wish=Wish(runs=20), at=NOW
    )
    services.carry_out_simulation(simulation_id=simulation.pk, progress=lambda *_: None)
    return {
        "assessments:objection": (objection.pk,),
        "assessments:assign_objection": (objection.pk,),
        "assessments:withdraw_objection": (objection.pk,),
        "assessments:decide_objection": (given.pk,),
        "assessments:approve_objection": (proposed.pk,),
        "assessments:send_back_objection": (proposed.pk,),
        "assessments:bulletin": (final.pk,),
        "assessments:raise": (objected.pk, city.housing.pk),
        "assessments:correct": (_corrected(city).pk, city.housing.pk),
        "assessments:reopen": (reopened.pk,),
        "assessments:changes": (ended.pk,),
        "assessments:simulate": (version.pk,),
        "assessments:simulation": (simulation.pk,),
        "assessments:simulation_excel": (simulation.pk,),
        "assessments:simulation_csv": (simulation.pk,),
        "assessments:unit": (city.housing.pk,),
        "assessments:revoke_event": (event.pk,),
        "assessments:occasion": (version.pk, f"rung:{rung.pk}"),
        "assessments:show": (live.pk,),
        "assessments:freeze": (live.pk,),
        "assessments:unfreeze": (frozen.pk,),
        "assessments:post": (waiting.pk,),
        "assessments:finalise": (ended.pk,),
        "assessments:table_excel": (ended.pk,),
        "assessments:table_pdf": (ended.pk,),
        "assessments:bundle": (ended.pk,),
        "assessments:score": place,
        "assessments:sheet_excel": place,
        "assessments:sheet_pdf": place,
        "assessments:item": (*place, "J-07"),
    }


def _objections(city: City, posted: Round) -> list[Objection]:
    """One that waits, one that was given to the leader, and one put before the leader for approval."""
    made = [
        services.raise_objection(
            actor=city.actor(city.head), assessment=posted, unit_id=city.housing.pk, item=item, grounds="有误",
            wanted="更正", at=NOW,
        )
        for item in ("J-07", "N-01", "")
    ]  # fmt: skip
    found = [objection for objection in made if objection]
    services.assign_objection(
        actor=city.actor(city.office), objection=found[1], handler_id=city.leader.pk, at=NOW
    )
    Objection.objects.filter(pk=found[2].pk).update(
        state=ObjectionState.APPROVING, handler=city.office, assigned_by=city.office, assigned_at=NOW, approver=city.leader, approve_by=NOW.date(),
        proposed={"outcome": Outcome.UPHELD, "reasons": "属实", "wanted": {}},
    )  # fmt: skip
    return found


def _second_leader(city: City) -> Actor:
    account = Account.objects.create(
        username="leader2", name="徐明远", unit=city.city, created_at=NOW, password_changed_at=NOW
    )
    Grant.objects.create(
        account=account, role=Role.LEADER, unit=city.city, since=date(2020, 1, 1), granted_at=NOW
    )
    return city.actor(account)


def _corrected(city: City) -> Round:
    """A final result that was started again."""
    assessment, office, leader = _round("2026-02"), city.actor(city.office), city.actor(city.leader)
    services.freeze_round(actor=office, assessment=assessment, at=NOW - timedelta(days=20))
    services.post_round(actor=office, assessment=assessment, at=at_time(date(2026, 6, 1), 9))
    services.finalise_round(actor=leader, assessment=assessment, at=NOW)
    return services.reopen_round(actor=leader, assessment=assessment, reason="审计发现", at=NOW)


def _decided_circular(city: City) -> Rung:
    matter = matters.register_matter(actor=city.actor(city.office), draft=matter_draft(city), at=NOW)
    assert matter is not None
    return Rung.objects.create(
        matter=matter, unit=city.housing, kind=RungKind.CIRCULAR, state=RungState.DECIDED, on=NOW.date(),
        colour="red", cause="逾期 18 日", decided_by=city.office, decided_at=NOW, reason="仍未办结",
        basis="示督通〔2026〕7 号",
    )  # fmt: skip


def _round(period: str) -> Round:
    return Round.objects.select_related("version__scheme").get(period=period)
