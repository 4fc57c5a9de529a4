"""Who may open which address of the matters room. Which matters is decided by place and state."""

from __future__ import annotations

from datetime import date

from dukao.kernel.regimes import Regime
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.models import Matter, WorkField
from dukao.matters.services import MatterDraft
from dukao.matters.services.intake import draft_intake
from dukao.matters.vocabulary import MatterKind, Rhythm
from tests.conftest import NOW, City
from tests.matters.planting import plant_decision
from tests.matters.proposals import plant_extension, plant_lookback, plant_request, plant_rung

_ABOVE = frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_UNIT = frozenset({Role.REPORTER, Role.UNIT_HEAD})
_READERS = _ABOVE | _UNIT
_OFFICE, _HEAD = frozenset({Role.OFFICE}), frozenset({Role.UNIT_HEAD})

ACCESS: dict[str, frozenset[str]] = {
    "matters:ledger": _READERS,
    "matters:export": _READERS,
    "matters:bulk": _READERS,
    "matters:carry_year": _OFFICE,
    "matters:board": _READERS,
    "matters:gantt": _READERS,
    "matters:mine": _READERS,
    "matters:leader": _ABOVE,
    "matters:add": _OFFICE,
    "matters:edit": _OFFICE,
    "matters:show": _READERS,
    "matters:drawer": _READERS,
    "matters:assign": _OFFICE,
    "matters:receive": _UNIT,
    "matters:decline": _UNIT,
    "matters:progress": _UNIT,
    "matters:finish": _HEAD,
    "matters:close": _OFFICE,
    "matters:return": _OFFICE,
    "matters:urge": _OFFICE,
    "matters:paper": _OFFICE,
    "matters:transfer": _OFFICE,
    "matters:drop": _OFFICE,
    "matters:extend": _UNIT,
    "matters:help": _UNIT,
    "matters:suspend": _OFFICE,
    "matters:split": _OFFICE,
    "matters:stop": _OFFICE,
    "matters:praise": _OFFICE,
    "matters:resume": _OFFICE,
    "matters:reopen": _OFFICE,
    "matters:merge": _OFFICE,
    "matters:recur": _OFFICE,
    "matters:carry": _OFFICE,
    "matters:withdraw": _UNIT,
    "matters:rungs": _READERS,
    "matters:rung": _READERS,
    "matters:explain": _UNIT,
    "matters:extensions": _READERS,
    "matters:extension": _OFFICE,
    "matters:requests": _READERS,
    "matters:request": _READERS,
    "matters:lookbacks": _ABOVE,
    "matters:lookbacks_export": _ABOVE,
    "matters:lookback": _ABOVE,
    "matters:rules": _READERS,
    "decisions:list": _READERS,
    "decisions:export": _READERS,
    "decisions:show": _READERS,
    "decisions:loop": _READERS,
    "decisions:ledger": _READERS,
    "decisions:ledger_export": _READERS,
    **dict.fromkeys(
        (
            f"decisions:{name}"
            for name in (
                "add",
                "edit",
                "decompose",
                "dismiss",
                "reopen",
                "import",
                "template",
                "intake",
                "row",
                "register",
                "discard",
            )
        ),
        _OFFICE,
    ),
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    draft, assigned, received, finished = (_planted(city, steps) for steps in range(4))
    on = {
        draft: ("edit", "assign", "drop"), assigned: ("receive", "decline"),
        received: (
            "show", "drawer", "progress", "finish", "urge", "transfer", "paper", "extend", "help", "suspend", "merge", "split", "praise", "recur", "carry"
        ), finished: ("close", "return"),
    }  # fmt: skip
    rows = {f"matters:{name}": (matter.pk,) for matter, names in on.items() for name in names}
    return {
        **rows, **_steering(city, received), **_of_decisions(city, assigned),
    }  # fmt: skip


def _steering(city: City, matter: Matter) -> dict[str, tuple[object, ...]]:
    rung, extension, office = plant_rung(matter), plant_extension(city, matter), city.actor(city.office)
    suspended, closed, weekly = _planted(city, 1), _planted(city, 3), _planted(city, 1)
    services.set_recurrence(
        actor=office, matter=weekly, rhythm=Rhythm.WEEK, first_on=date(2026, 10, 12), until=None, at=NOW
    )
    services.suspend_matter(actor=office, matter=suspended, reason="规划调整。", at=NOW)
    services.close_matter(actor=office, matter=closed, opinion="属实。", at=NOW)
    return {
        "matters:resume": (suspended.pk,), "matters:stop": (weekly.pk,), "matters:reopen": (closed.pk,), "matters:withdraw": (extension.pk,),
        "matters:rung": (rung.pk,), "matters:explain": (rung.pk,), "matters:extension": (extension.pk,),
        "matters:request": (plant_request(city, matter).pk,), "matters:lookback": (plant_lookback(matter).pk,),
    }  # fmt: skip


def _of_decisions(city: City, assigned: Matter) -> dict[str, tuple[object, ...]]:
    """A decision from which the unit's matter comes, and a plan the office has brought in."""
    decision = plant_decision(city)
    first, second, third = decision.paragraphs.all()
    Matter.objects.filter(pk=assigned.pk).update(paragraph=first)
    office = city.actor(city.office)
    services.dismiss_paragraph(actor=office, paragraph=third, reason="常规工作。", at=NOW)
    intake = draft_intake(
        actor=office, name="a.csv", content="事项,领域,牵头单位\n管网,城建民生,市住建局\n".encode(),
        decision=decision, at=NOW,
    )  # fmt: skip
    rows = (
        ((decision.pk,), "show edit loop"), ((second.pk,), "decompose dismiss"), ((third.pk,), "reopen"),
        ((intake.pk,), "intake register discard"), ((intake.pk, 1), "row"),
    )  # fmt: skip
    return {f"decisions:{name}": key for key, names in rows for name in names.split()}


def _planted(city: City, steps: int) -> Matter:
    """A matter that has gone so many steps: assigned, received, finished."""
    office, head = city.actor(city.office), city.actor(city.head)
    draft = MatterDraft(
        title="老旧小区改造 112 个", kind=MatterKind.KEY_TASK, field_id=WorkField.objects.first().pk,  # type: ignore[union-attr]
        owner_id=city.city.pk, lead_unit_id=city.housing.pk, regime=Regime.GOVERNMENT,
        legal_basis="《政府督查工作条例》第十一条", due_on=date(2026, 12, 20),
    )  # fmt: skip
    matter = services.register_matter(actor=office, draft=draft, at=NOW)
    assert matter is not None
    if steps > 0:
        services.assign_matter(actor=office, matter=matter, at=NOW)
    if steps > 1:
        services.receive_matter(actor=head, matter=matter, at=NOW)
    if steps > 2:
        services.finish_matter(actor=head, matter=matter, text="全部改完。", at=NOW)
    return matter
