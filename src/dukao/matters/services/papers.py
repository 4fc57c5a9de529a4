"""The document that goes with a decided rung or a praise: a draft for the office to revise, send and sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.documents.services import draft_document
from dukao.documents.vocabulary import DocumentKind, Nature, Subject
from dukao.identity.selectors import accounts_holding
from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters.models import Matter, Praise, Rung
from dukao.matters.policies import can_register
from dukao.matters.services.holding import held_matter, label_of
from dukao.matters.vocabulary import RungKind, rung_act, subject_ref
from dukao.organisations.selectors import unit_on
from dukao.ui.formats import day_year

#: What is sent out on each rung (D-01…D-08). A deduction is a fact for the assessment and needs no paper.
PAPERS = {
    RungKind.SLIP: (DocumentKind.SUPERVISION_SLIP, "关于“{title}”的督办单"),
    RungKind.CIRCULAR: (DocumentKind.CIRCULAR, "关于“{title}”办理情况的通报"),
    RungKind.TALK: (DocumentKind.TALK_PROPOSAL, "关于“{title}”的约谈建议书"),
    RungKind.LISTING: (DocumentKind.CIRCULAR, "关于对“{title}”挂牌督办的通报"),
}
#: What the office may write about a matter of its own accord.
OUTLINES = {
    DocumentKind.ASSIGNMENT_SLIP: (
        "关于办理“{title}”的交办单",
        "现将“{title}”（编号 {number}）交你单位牵头办理，请按期办结。",
    ),
    DocumentKind.SUPERVISION_SLIP: (
        "关于“{title}”的督办单",
        "“{title}”（编号 {number}）应于 {limit}办结，现予督办。",
    ),
    DocumentKind.REMINDER_LETTER: (
        "关于加快办理“{title}”的函",
        "你单位牵头办理的“{title}”（编号 {number}）应于 {limit}办结，请抓紧办理。",
    ),
}
#: A document's title has 120 characters, the matter's own as many.
TITLE_ROOM = 90


def draft_rung_paper(rung: Rung, matter: Matter, at: datetime) -> int | None:
    """The draft says what was decided, why and on what basis; the unit's explanation is quoted."""
    if rung.kind not in PAPERS:
        return None
    kind, title = PAPERS[RungKind(rung.kind)]
    unit = unit_on(rung.unit_id, local_day(at))
    standing = f"完成时限 {day_year(matter.due_on)}，反馈的完成进度 {matter.percent}%"
    named = f"{unit.name}牵头办理的“{matter.title}”（编号 {matter.number}）"
    body = [
        f"{named}，{standing}。督办时的情况：{rung.cause}。",
        *([f"{unit.short_name}说明：{rung.explanation}"] if rung.explanation else []),
        f"依据{rung.basis}，决定{rung_act(rung.kind)}。理由：{rung.reason}",
        "请收到后抓紧办理，办理进展在督考平台反馈。",
    ]
    return _draft(matter, kind, title, body, rung.basis, rung.unit_id, at)


def draft_praise_paper(praise: Praise, matter: Matter, at: datetime) -> int:
    unit = unit_on(praise.unit_id, local_day(at))
    body = [
        f"{unit.name}办理“{matter.title}”（编号 {matter.number}）成效明显。{praise.reason}",
        f"依据{praise.basis}，予以通报表扬。",
    ]
    title = "关于“{title}”的表扬通报"
    return _draft(matter, DocumentKind.CIRCULAR, title, body, praise.basis, praise.unit_id, at)


@transaction.atomic
def draft_matter_paper(*, actor: Actor, matter: Matter, kind: str, at: datetime) -> int:
    """交办单, 督办单 or 催办函 about the matter, to its lead unit with copies to those that assist."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    if kind not in OUTLINES:
        raise DomainError("kind", "请从交办单、督办单和催办函里选一种。")
    title, asked = OUTLINES[DocumentKind(kind)]
    unit = unit_on(matter.lead_unit_id, local_day(at))
    standing = f"完成时限 {day_year(matter.due_on)}，反馈的完成进度 {matter.percent}%"
    body = [
        asked.format(title=matter.title, number=matter.number, limit=day_year(matter.due_on)),
        *([f"考评标准：{matter.standard}"] if matter.standard else []),
        f"{standing}。请{unit.short_name}抓紧办理，进展在督考平台反馈。",
    ]
    copies = matter.assisting.values_list("pk", flat=True)
    return _draft(
        matter, kind, title, body, matter.legal_basis, matter.lead_unit_id, at, actor=actor, copies=copies
    )


def _draft(
    matter: Matter, kind: str, title: str, body: list[str], basis: str, unit_id: int, at: datetime,
    *, actor: Actor = SYSTEM, copies: Iterable[int] = (),
) -> int:  # fmt: skip
    """Drafted by the system where a decision asks for it: sending and signing stay with two people."""
    short = matter.title if len(matter.title) <= TITLE_ROOM else f"{matter.title[: TITLE_ROOM - 1]}…"
    document = draft_document(
        actor=actor, kind=kind, title=title.format(title=short), body=[{"text": text} for text in body],
        issuer_id=_issuer(matter, at), main_recipients=[unit_id], copies=copies, basis=basis,
        nature=Nature.ORDINARY,
        subject=Subject(subject_ref(matter.pk), label_of(matter), f"/matters/{matter.pk}/"),
        regime=matter.regime, label=matter.label, at=at,
    )  # fmt: skip
    return document.pk


def _issuer(matter: Matter, at: datetime) -> int:
    """The unit in which the supervising office sits; without one, whose decision it was."""
    office = accounts_holding([Role.OFFICE], matter.owner_id, local_day(at)).first()
    return office.unit_id if office else matter.owner_id
