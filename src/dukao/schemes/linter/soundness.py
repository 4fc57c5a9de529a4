"""Whether the document can be used at all: sums, contradictions, units and indicators that exist."""

from __future__ import annotations

from dukao.schemes.linter.findings import Found
from dukao.schemes.linter.surroundings import Surroundings
from dukao.scoring import Family, Item, Scheme, faults

#: Codes travel into every room of the product; longer ones do not fit there.
LONGEST_CODE = 32
_SUM = ("full_marks",)


def weights_sum_up(scheme: Scheme, around: Surroundings) -> Found:
    """权重合计 = 满分。"""
    for fault in faults(scheme):
        if fault.path == _SUM:
            yield "", f"{fault.sentence}。"


def no_contradictions(scheme: Scheme, around: Surroundings) -> Found:
    for fault in faults(scheme):
        if fault.path != _SUM:
            yield _code_at(scheme, fault.path), f"{fault.sentence}。"


def _code_at(scheme: Scheme, path: tuple[str | int, ...]) -> str:
    """The innermost node on the path of a fault."""
    here: object = scheme
    code = ""
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, tuple) and step < len(here) else None
        else:
            here = getattr(here, step, None)
        if isinstance(here, Item | Family):
            code = here.code
    return code


def units_exist(scheme: Scheme, around: Surroundings) -> Found:
    """Every code in rosters and duties belongs to a living unit."""
    for group in scheme.groups:
        unknown = [code for code in group.members if code not in around.units]
        if unknown:
            yield "", f"分组“{group.name}”里没有这些单位代码：{_few(unknown)}。"
    for item in scheme.leaves():
        named = [*([item.lead] if item.lead else []), *item.in_charge, *item.related]
        unknown = [code for code in named if code not in around.units]
        if unknown:
            yield item.code, f"没有这些单位代码：{_few(unknown)}。"


def somebody_is_assessed(scheme: Scheme, around: Surroundings) -> Found:
    if not any(group.members for group in scheme.groups):
        yield "", "还没有考评对象，分组名单是空的。"


def indicators_exist(scheme: Scheme, around: Surroundings) -> Found:
    for item in scheme.leaves():
        if item.indicator and item.indicator not in around.library:
            yield item.code, f"指标库里没有 {item.indicator}。"


def codes_fit(scheme: Scheme, around: Surroundings) -> Found:
    nodes = [(node.code, node.code) for node in scheme.nodes()]
    for owner, code in [*nodes, *(("", group.code) for group in scheme.groups)]:
        if len(code) > LONGEST_CODE:
            yield owner, f"代码 {code} 有 {len(code)} 个字，最多 {LONGEST_CODE} 个。"


def _few(codes: list[str], shown: int = 5) -> str:
    rest = f" 等 {len(codes)} 个" if len(codes) > shown else ""
    return "、".join(codes[:shown]) + rest
