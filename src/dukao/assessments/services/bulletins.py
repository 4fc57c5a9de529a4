"""通报 of a final result: drafted for the office to send and sign, and void once the result is not final."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dukao.assessments.books import ScoreBook, Standing
from dukao.assessments.computing import book_of
from dukao.assessments.models import Round
from dukao.assessments.policies import can_draft_bulletin
from dukao.assessments.selectors.rounds import places_of, scope_of
from dukao.assessments.vocabulary import bulletin_ref
from dukao.documents.services import Paragraph, draft_document, void_documents_about
from dukao.documents.vocabulary import DocumentKind, Nature, Subject
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.schemes.selectors import document
from dukao.ui.formats import number


@transaction.atomic
def draft_bulletin(*, actor: Actor, assessment: Round, at: datetime, key: str = "") -> int | None:
    """The draft names every unit with total and grade, group by group, and the digest it rests on.

    ``None`` when asked twice. If the result is started again, the document is void with it.
    """
    require(can_draft_bulletin(actor, assessment, scope_of(assessment)))
    if is_done(key, "document_drafted"):
        return None
    if actor.unit_id is None:
        raise DomainError("no_issuer", "你的账户没有所在单位，通报要由督考办所在单位发。")
    paper = draft_document(
        actor=actor, kind=DocumentKind.CIRCULAR, title=f"关于{assessment.span.label}考核结果的通报",
        body=list(_body(assessment, book_of(assessment))), issuer_id=actor.unit_id, at=at, key=key,
        main_recipients=places_of(assessment), basis=assessment.version.scheme.name, nature=Nature.ORDINARY,
        subject=Subject(
            bulletin_ref(assessment.pk), assessment.label, reverse("assessments:show", args=[assessment.pk])
        ),
    )  # fmt: skip
    return paper.pk


def void_bulletins(actor: Actor, assessment: Round, reason: str, at: datetime) -> list[str]:
    """Everything drafted or issued about the result; whoever received it is told."""
    why = f"{assessment.span.label}考核结果已重新启动：{reason}"
    voided = void_documents_about(actor=actor, ref=bulletin_ref(assessment.pk), reason=why, at=at)
    return [" ".join(word for word in (paper.mark, paper.title) if word) for paper in voided]


def _body(assessment: Round, book: ScoreBook) -> Iterator[Paragraph]:
    scheme = document(assessment.version)
    yield Paragraph(f"{assessment.span.label}考核已经定案，依据{scheme.name}，现将结果通报如下。")
    names = {place.unit.code: place.short_name for place in places_of(assessment).values()}
    groups = {group.code: group.name for group in scheme.groups}
    for code in dict.fromkeys(standing.group for standing in book.standings.values()):
        yield Paragraph(groups.get(code, "全部单位"), 1)
        members = sorted(book.members(code), key=lambda standing: standing.group_rank or 10**6)
        yield Paragraph("；".join(_line(standing, names[standing.unit]) for standing in members) + "。")
    yield Paragraph(f"结果摘要（SHA-256）{assessment.result_digest}，可以用复算包复算。")


def _line(standing: Standing, name: str) -> str:
    if standing.total is None:
        return f"{name}不计总分"
    return f"{name} {number(standing.total)} 分{f'，{standing.grade}' if standing.grade else ''}"
