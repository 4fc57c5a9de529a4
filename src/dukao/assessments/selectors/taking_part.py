"""Who had a hand in a line of a score: all of them, the last one no more than the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dukao.assessments.computing import inputs_of, scored_rounds
from dukao.assessments.models import Correction, Objection
from dukao.assessments.selectors.events import events_counting
from dukao.reporting.selectors import hands_on
from dukao.schemes.selectors import document, hands_on_items
from dukao.scoring import Family, Scheme

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.scoring import Period


def took_part(objection: Objection) -> dict[int, str]:
    """Accounts that had a hand in what is objected to, with what they did, in words.

    Behind a line stand every value it is made of in every round and month, whoever filled in, signed,
    reviewed, checked or put right any of them, the events that count in it, the scheme that was approved
    and the targets that were changed. Freezing and posting bar from an objection against the whole alone:
    they say nothing about a line.
    """
    assessment = objection.round
    codes = _codes_behind(document(assessment.version), objection.item)
    found = hands_on_items(assessment.version, objection.unit_id, codes)
    rounds = {each.pk: each for each in scored_rounds(assessment)}
    for each in rounds.values():
        found |= hands_on(
            scheme_id=each.version.scheme_id, unit_id=objection.unit_id, codes=codes,
            periods=_periods_read(each, objection.unit.code, codes),
        )  # fmt: skip
    found |= dict(_recorders(objection, codes))
    touched = {assessment.pk, *rounds}
    found |= dict(_correctors(objection, touched, codes))
    found |= dict(_handlers(objection, touched, codes))
    if not objection.item:
        for account, part in (
            (assessment.frozen_by_id, "冻结过这一轮结果"),
            (assessment.posted_by_id, "公示过这一轮结果"),
        ):
            if account:
                found[account] = part
    return found


def _codes_behind(scheme: Scheme, item: str) -> frozenset[str]:
    """Codes of the line and of everything its score is made of, down to values named in formulas."""
    if not item:
        return frozenset().union(*(leaf.fact_codes for leaf in scheme.leaves()))
    found, wanted = set[str](), {item}
    while wanted:
        code = wanted.pop()
        found.add(code)
        for node in scheme.nodes():
            if isinstance(node, Family):
                more = {child.code for child in node.children} if node.code == code else set()
            else:
                more = set(node.fact_codes) if code in {node.code, node.fact_code} else set()
            wanted |= more - found
    return frozenset(found)


def _periods_read(assessment: Round, unit: str, codes: frozenset[str]) -> set[Period]:
    """The period itself, reported or not, and all others whose values the round took for the unit."""
    inputs = inputs_of(assessment)
    read = {fact.period for fact in inputs.facts if fact.unit == unit and fact.item in codes}
    return {assessment.span, *read}


def _recorders(objection: Objection, codes: frozenset[str]) -> Iterator[tuple[int, str]]:
    for event in events_counting(objection.round, objection.unit_id):
        if (event.item in codes or not objection.item) and event.recorded_by_id:
            yield event.recorded_by_id, "记录过影响这一项的计分事件"


def _correctors(objection: Objection, rounds: set[int], codes: frozenset[str]) -> Iterator[tuple[int, str]]:
    for made in Correction.objects.filter(round__in=rounds, made_by__isnull=False).only("edits", "made_by"):
        touched = {edit["item"] for edit in made.edits if edit["unit"] == objection.unit.code}
        if made.made_by_id and (touched & codes or (touched and not objection.item)):
            yield made.made_by_id, "更正过这一项"


def _handlers(objection: Objection, rounds: set[int], codes: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Of the decision it goes on from, and of those about the same values in the shorter rounds."""
    decided = Objection.objects.filter(round__in=rounds, unit=objection.unit_id, outcome__gt="")
    for item, handler in decided.exclude(pk=objection.pk).values_list("item", "handler"):
        if handler and (item in codes or not item or not objection.item):
            yield handler, "办理过对同一项的异议"
    if objection.earlier is not None and objection.earlier.handler_id:
        yield objection.earlier.handler_id, "办理过前一次异议"
