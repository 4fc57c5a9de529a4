"""A posted result computed anew from facts that were put right, with what it was before kept beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.assessments.books import ScoreBook, unpacked_book
from dukao.assessments.chain import rounds_built_on
from dukao.assessments.computing import Computed, corrected, recomposed
from dukao.assessments.correcting import Correctable, changes_to, chosen_changes, correctables
from dukao.assessments.models import Correction, Round, RoundBody
from dukao.assessments.policies import can_correct
from dukao.assessments.selectors.rounds import places_of, scope_of
from dukao.assessments.services.keeping import write_scores
from dukao.assessments.vocabulary import RoundState
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.scoring import ScoringError
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.assessments.models import Objection
    from dukao.organisations.models import UnitVersion


@transaction.atomic
def correct_round(
    *, actor: Actor, assessment: Round, unit: str, item: str, wanted: Mapping[str, str], reason: str,
    basis: str, at: datetime, key: str | None = None,
) -> list[Correction]:  # fmt: skip
    """Facts of a result that was started again are put right; it is posted anew afterwards."""
    if is_done(key or ""):
        return []
    require(can_correct(actor, assessment, scope_of(assessment)))
    if not reason.strip() or not basis.strip():
        raise DomainError("basis_missing", "请写明更正的原因和依据文件，各单位会看到。")
    return apply_corrections(
        actor=actor, assessment=assessment, unit=unit, item=item, wanted=wanted, reason=reason.strip(),
        basis=basis.strip(), at=at, key=key,
    )  # fmt: skip


def apply_corrections(
    *, actor: Actor, assessment: Round, unit: str, item: str, wanted: Mapping[str, str], reason: str,
    basis: str, at: datetime, objection: Objection | None = None, key: str | None = None,
) -> list[Correction]:  # fmt: skip
    """Every round that keeps one of the facts, and every settled one built on it, is computed anew.

    Called inside the transaction of the decision it follows from. Refuses where nothing would change.
    """
    changes = chosen_changes(correctables(assessment, unit, item), wanted)
    if not changes:
        raise DomainError("nothing_changed", "没有一项与现在不同。请填写更正后的值，或勾选不再计的事件。")
    made: list[Correction] = []
    for target in {row.round.pk: row.round for row, _ in changes}.values():
        own = [(row, to) for row, to in changes if row.round.pk == target.pk]
        computed = _recomputed(target, own)
        made.append(_replace(actor, target, computed, own, reason, basis, at, key if not made else None))
    for above in _settled_above([correction.round for correction in made]):
        computed = recomposed(above)
        made.append(_replace(actor, above, computed, [], reason, basis, at, None, follows=made[0]))
    if objection is not None:
        main = next((each for each in made if each.round_id == assessment.pk), made[0])
        main.objection = objection
        main.save(update_fields=["objection"])
    return made


def _recomputed(target: Round, changes: list[tuple[Correctable, str]]) -> Computed:
    steps = [changes_to(row, to) for row, to in changes]
    try:
        return corrected(target, lambda inputs: reduce(lambda made, step: step(made), steps, inputs))
    except ScoringError as error:
        raise DomainError("not_computable", f"更正后算不出得分：{error}") from error


def _settled_above(corrected_rounds: list[Round]) -> list[Round]:
    """Longer rounds over these that are frozen or posted, shortest first; a final one bars the way."""
    found: dict[int, Round] = {}
    for each in corrected_rounds:
        for above in rounds_built_on(each):
            if above.state != RoundState.COLLECTING:
                found[above.pk] = above
    for above in found.values():
        if above.state == RoundState.FINAL:
            raise DomainError(
                "built_on_final",
                f"{above.span.label}的结果由这一轮汇总并已定案，请先由领导重新启动{above.span.label}。",
            )
    return sorted(found.values(), key=lambda above: above.months)


def _replace(
    actor: Actor, target: Round, computed: Computed, changes: list[tuple[Correctable, str]], reason: str,
    basis: str, at: datetime, key: str | None, *, follows: Correction | None = None,
) -> Correction:  # fmt: skip
    """The round holds the new result; the correction holds the old one."""
    target = Round.objects.select_for_update().select_related("version__scheme").get(pk=target.pk)
    body = RoundBody.objects.get(round=target)
    edits = [row.written(to) for row, to in changes]
    correction = Correction.objects.create(
        round=target, number=target.corrections.count() + 1, edits=edits, reason=reason, basis=basis,
        facts=bytes(body.facts), result=bytes(body.result), facts_digest=target.facts_digest,
        result_digest=target.result_digest, new_result_digest=computed.result_digest, follows=follows,
        made_by_id=account_of(actor), made_at=at,
    )  # fmt: skip
    before = {"facts_digest": target.facts_digest, "result_digest": target.result_digest}
    places = {place.unit.code: place for place in places_of(target).values()}
    for name, value in computed.on_round(at).items():
        setattr(target, name, value)
    target.save(update_fields=list(computed.on_round(at)))
    write_scores(target, computed)
    record(
        actor=actor, event="round_corrected", subject=target, label=target.label, at=at, key=key,
        before=before, reason=reason, unit_path=scope_of(target),
        after={
            "facts_digest": target.facts_digest, "result_digest": target.result_digest, "basis": basis,
            "edits": [_edited(row, to, places[row.unit]) for row, to in changes],
            "moved": list(_moved(unpacked_book(bytes(correction.result)), computed.book, places)),
        },
    )  # fmt: skip
    return correction


def _edited(row: Correctable, to: str, place: UnitVersion) -> str:
    """市商务局 招商引资到位资金 2026 年 9 月：80 → 86"""
    return f"{place.short_name} {row.name} {row.period.label}：{row.now or '—'} → {to}"


def _moved(before: ScoreBook, after: ScoreBook, places: Mapping[str, UnitVersion]) -> Iterator[str]:
    """Units whose total is another one now, with both."""
    for code, standing in after.standings.items():
        former = before.standings[code].total if code in before.standings else None
        if former != standing.total:
            yield f"{places[code].short_name} {number(former)} → {number(standing.total)}"
