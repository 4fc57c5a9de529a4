"""The document that goes with a decided rung or a praise: a draft for the office to revise, send and sign."""

from __future__ import annotations

from datetime import datetime

from dukao.documents.services import draft_document
from dukao.documents.vocabulary import DocumentKind, Nature, Subject
from dukao.identity.selectors import accounts_holding
from dukao.kernel.actor import SYSTEM
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.matters.models import Matter, Praise, Rung
from dukao.matters.services.holding import label_of
from dukao.matters.vocabulary import RungKind
from dukao.organisations.selectors import unit_on
from dukao.ui.formats import day_year

#: What is sent out on each rung (D-01…D-08). A deduction is a fact for the assessment and needs no paper.
PAPERS = {
    RungKind.SLIP: (DocumentKind.SUPERVISION_SLIP, "关于“{title}”的督办单"),
    RungKind.CIRCULAR: (DocumentKind.CIRCULAR, "关于“{title}”办理情况的通报"),
    RungKind.TALK: (DocumentKind.TALK_PROPOSAL, "关于“{title}”的约谈建议书"),
    RungKind.LISTING: (DocumentKind.CIRCULAR, "关于对“{title}”挂牌督办的通报"),
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
        f"依据{rung.basis}，决定{RungKind(rung.kind).label}。理由：{rung.reason}",
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


def _draft(
    matter: Matter, kind: str, title: str, body: list[str], basis: str, unit_id: int, at: datetime
) -> int:
    """Drafted by the system, so that sending and signing stay with two people of the office."""
    short = matter.title if len(matter.title) <= TITLE_ROOM else f"{matter.title[: TITLE_ROOM - 1]}…"
    document = draft_document(
        actor=SYSTEM, kind=kind, title=title.format(title=short), body=[{"text": text} for text in body],
        issuer_id=_issuer(matter, at), main_recipients=[unit_id], basis=basis, nature=Nature.ORDINARY,
        subject=Subject(f"matters:matter:{matter.pk}", label_of(matter), f"/matters/{matter.pk}/"),
        regime=matter.regime, label=matter.label, at=at,
    )  # fmt: skip
    return document.pk


def _issuer(matter: Matter, at: datetime) -> int:
    """The unit in which the supervising office sits; without one, whose decision it was."""
    office = accounts_holding([Role.OFFICE], matter.owner_id, local_day(at)).first()
    return office.unit_id if office else matter.owner_id
