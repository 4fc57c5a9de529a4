"""复算包 of a round: what its result rests on, for anybody to compute again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dukao.assessments.chain import sources_of_round
from dukao.assessments.computing import inputs_of, is_composed
from dukao.assessments.inputs import Inputs
from dukao.assessments.models import Round
from dukao.assessments.selectors.sight import Sight
from dukao.schemes.selectors import document
from dukao.scoring import ENGINE_VERSION, Scheme
from dukao.scoring.bundle import Case, Chapter, write_bundle


def bundle(assessment: Round, sight: Sight) -> bytes:
    """The archive with every group the actor may see as a whole, and nobody else by name.

    A round made of shorter ones carries theirs in folders.
    """
    codes = {
        sight.places[unit].unit.code for unit, group in sight.group_of.items() if sight.sees_all_of(group)
    }
    rounds = dict(_rounds(assessment, ""))
    inputs = {folder: inputs_of(each) for folder, each in rounds.items()}
    masks = masks_of(inputs.values(), codes)
    chapters = {}
    for folder, each in rounds.items():
        scheme = document(each.version)
        chapters[folder] = Chapter.of(_case(scheme, within(inputs[folder], codes, scheme, masks)))
    is_partial = not codes >= {unit.code for unit in inputs[""].roster}
    return write_bundle(
        chapters.pop(""), chapters, heading=_heading(assessment, is_partial), closing=_closing(assessment)
    )


def _rounds(assessment: Round, folder: str) -> Iterator[tuple[str, Round]]:
    """The round and those it is made of, by folder."""
    yield folder, assessment
    if is_composed(assessment):
        for source in sources_of_round(assessment):
            if source.result_digest:
                yield from _rounds(source, f"{folder}/{source.period}".lstrip("/"))


def _case(scheme: Scheme, inputs: Inputs) -> Case:
    return Case(
        scheme=scheme,
        periods=(inputs.period,),
        roster=inputs.roster,
        facts=inputs.facts,
        events=inputs.events,
        targets=inputs.targets,
        totals=inputs.totals,
    )


def masks_of(everything: Iterable[Inputs], codes: set[str]) -> dict[str, str]:
    """A made-up code for every unit outside, the same in all rounds of one archive."""
    outside = {unit.code for inputs in everything for unit in inputs.roster} - codes
    return {code: f"OTHER-{number:03d}" for number, code in enumerate(sorted(outside), start=1)}


def within(inputs: Inputs, codes: set[str], scheme: Scheme, masks: Mapping[str, str]) -> Inputs:
    """The inputs with only these units by name.

    Where the scheme compares all units with each other, the rest stay in under made-up codes: without
    them nobody could come to the same scores. Units that a formula of the scheme names keep their codes.
    """
    if all(unit.code in codes for unit in inputs.roster):
        return inputs
    own = {code: code for code in codes}
    named = {code: code for code in scheme.named_units}
    return inputs.of_units({**own, **masks, **named} if scheme.looks_at_all else own)


def _heading(assessment: Round, is_partial: bool) -> list[str]:
    by_another = assessment.engine != ENGINE_VERSION
    lines = [
        f"{assessment.label} 复算包",
        f"办法第 {assessment.version.number} 版，SHA-256 {assessment.version.digest}",
        f"状态：{assessment.get_state_display()}；引擎 {assessment.engine}"
        + (f"，本包由引擎 {ENGINE_VERSION} 写出" if by_another else ""),
    ]
    if is_partial:
        lines += [
            "",
            "这个包只有本组单位的数据，所以下面的摘要与全轮次的不同；总分、组内名次和等次与公布的相同，",
            "result.csv 里的总名次（rank）只在包内单位之间排。办法要求与全部单位比较的，其他单位以代号列入。",
        ]
    return lines


def _closing(assessment: Round) -> list[str]:
    return [
        "全轮次的摘要（SHA-256）",
        f"  事实  {assessment.facts_digest}",
        f"  结果  {assessment.result_digest}",
    ]
