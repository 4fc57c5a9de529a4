"""What people do with a proposed rung: the unit explains itself, a named person decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.ladder import step_for
from dukao.matters.models import Matter, Praise, Rung
from dukao.matters.policies import (
    DOERS,
    Places,
    can_decide_rung,
    can_explain,
    can_praise,
    is_in_time_to_explain,
    is_ripe,
)
from dukao.matters.selectors import rules_on
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.papers import draft_praise_paper, draft_rung_paper
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import RUNG_FLOW, RungKind

NO_EXPLANATION = "单位表示不作说明"


@transaction.atomic
def explain_rung(*, actor: Actor, rung: Rung, text: str, at: datetime) -> Rung:
    """The unit says why it came so far; whoever decides reads it first."""
    if not text.strip():
        raise DomainError("text_missing", "请写明情况：为什么没有按时完成、打算怎么办、什么时候办完。")
    return _explained(actor, rung, text.strip(), at)


@transaction.atomic
def waive_explanation(*, actor: Actor, rung: Rung, at: datetime) -> Rung:
    """The unit has nothing to say, so nobody waits for it."""
    return _explained(actor, rung, NO_EXPLANATION, at)


@transaction.atomic
def decide_rung(*, actor: Actor, rung: Rung, reason: str, basis: str, at: datetime) -> Rung:
    """A named person decides, with reason and basis (PIPL 24, 督查条例 21)."""
    rung, matter, places = _held(rung, at)
    _require_authority(actor, rung, matter, places, at)
    if not basis.strip():
        raise DomainError("basis_missing", "请写明依据，例如《政府督查工作条例》第二十一条。")
    apply_move(
        rung, RUNG_FLOW, "decide", reason=reason, basis=basis.strip(), decided_by_id=account_of(actor),
        decided_at=at,
    )  # fmt: skip
    rung.reason = reason.strip()
    rung.document_id = draft_rung_paper(rung, matter, at)
    rung.save(update_fields=["reason", "document_id"])
    note(actor, "rung_decided", matter, places.lead, at, reason=reason, after=_plain(rung))
    tell_unit(
        matter, DOERS, f"已决定{RungKind(rung.kind).label}：{matter.title}", kind="ladder", body=reason,
        key=f"rung-decided:{rung.pk}", at=at,
    )  # fmt: skip
    return rung


@transaction.atomic
def decline_rung(*, actor: Actor, rung: Rung, reason: str, at: datetime) -> Rung:
    """Not for now: while the lamp stays red the same rung is proposed again after its working days."""
    rung, matter, places = _held(rung, at)
    _require_authority(actor, rung, matter, places, at)
    apply_move(rung, RUNG_FLOW, "decline", reason=reason, decided_by_id=account_of(actor), decided_at=at)
    rung.reason = reason.strip()
    rung.save(update_fields=["reason"])
    note(actor, "rung_declined", matter, places.lead, at, reason=reason, after=_plain(rung))
    tell_unit(
        matter, DOERS, f"暂不升级为{RungKind(rung.kind).label}：{matter.title}", kind="ladder", body=reason,
        key=f"rung-decided:{rung.pk}", at=at,
    )  # fmt: skip
    return rung


@transaction.atomic
def praise_unit(
    *, actor: Actor, matter: Matter, unit_id: int, reason: str, basis: str, at: datetime
) -> Praise:
    """表扬 of the lead unit or of one that assists, once for a matter."""
    matter, places = held_matter(matter.pk, at)
    require(can_praise(actor, places))
    units = {matter.lead_unit_id, *matter.assisting.values_list("pk", flat=True)}
    if unit_id not in units:
        raise DomainError("not_of_matter", "只能表扬这个事项的牵头或协办单位。")
    if matter.praises.filter(unit_id=unit_id).exists():
        raise DomainError("praised", "这个单位已因这个事项受过表扬。", 409)
    if not reason.strip() or not basis.strip():
        raise DomainError("reason_missing", "请写明表扬的事迹和依据。")
    praise = Praise.objects.create(
        matter=matter, unit_id=unit_id, reason=reason.strip(), basis=basis.strip(),
        decided_by_id=account_of(actor), decided_at=at,
    )  # fmt: skip
    praise.document_id = draft_praise_paper(praise, matter, at)
    praise.save(update_fields=["document_id"])
    after: dict[str, object] = {"basis": praise.basis}
    note(actor, "unit_praised", matter, places.lead, at, reason=reason, after=after)
    tell_unit(
        matter, DOERS, f"表扬：{matter.title}", unit_id=unit_id, body=reason, key=f"praise:{praise.pk}", at=at
    )
    return praise


def _held(rung: Rung, at: datetime) -> tuple[Rung, Matter, Places]:
    matter, places = held_matter(rung.matter_id, at)
    return Rung.objects.get(pk=rung.pk), matter, places


def _explained(actor: Actor, rung: Rung, text: str, at: datetime) -> Rung:
    rung, matter, places = _held(rung, at)
    require(can_explain(actor, places))
    require(is_in_time_to_explain(rung, local_day(at)))
    rung.explanation, rung.explained_by_id, rung.explained_at = text, account_of(actor), at
    rung.save(update_fields=["explanation", "explained_by", "explained_at"])
    label = RungKind(rung.kind).label
    note(actor, "rung_explained", matter, places.lead, at, reason=text, after={"rung": str(rung.kind)})
    by = step_for(rules_on(local_day(at)), rung.kind).by
    tell_office(
        matter, f"单位已说明，请决定{label}：{matter.title}", roles={by}, kind="ladder", body=text,
        url=f"/matters/rungs/{rung.pk}/", key=f"rung-explained:{rung.pk}", at=at,
    )  # fmt: skip
    return rung


def _require_authority(actor: Actor, rung: Rung, matter: Matter, places: Places, at: datetime) -> None:
    day = local_day(at)
    require(can_decide_rung(actor, places, step_for(rules_on(day), rung.kind).by))
    require(is_ripe(rung, matter, day))


def _plain(rung: Rung) -> dict[str, object]:
    return {"rung": str(rung.kind), "climb": rung.climb, "basis": rung.basis}
