"""Whether every item says what is asked, by whom it is judged and from where its figure comes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dukao.schemes.linter.findings import Found
from dukao.schemes.linter.surroundings import Surroundings
from dukao.schemes.vocabulary import MONTHS_BETWEEN
from dukao.scoring import Family, Item, Period, Role, Scheme
from dukao.scoring.methods import Bonus, Deduction
from dukao.scoring.numbers import normal

_NUMERALS = "一二三四"


def scored_items(scheme: Scheme) -> Iterator[Item]:
    """Items with full marks of their own: neither negative list nor bonus."""
    for top in scheme.items:
        if isinstance(top, Item):
            yield top
        elif top.role is Role.SCORED:
            yield from _below(top)


def _below(family: Family) -> Iterator[Item]:
    for node in family.children:
        if isinstance(node, Item):
            yield node
        else:
            yield from _below(node)


def hard_share(scheme: Scheme) -> Decimal | None:
    """Share of the quantifiable items in all full marks, in percent; ``None`` while nothing has marks."""
    total = sum((item.full for item in scored_items(scheme)), Decimal(0))
    hard = sum((item.full for item in scored_items(scheme) if item.hard), Decimal(0))
    return hard / total * 100 if total else None


def hard_share_is_enough(scheme: Scheme, around: Surroundings) -> Found:
    share = hard_share(scheme)
    if share is not None and share < around.hard_share:
        shown = normal(share.quantize(Decimal("0.1")))
        source = f"（{around.hard_share_source}）" if around.hard_share_source else ""
        yield "", f"可量化的硬性指标占 {shown}%，应不低于 {normal(around.hard_share)}%{source}。"


def items_have_standards(scheme: Scheme, around: Surroundings) -> Found:
    """Without a standard nobody can judge what a unit reports."""
    for item in scored_items(scheme):
        has_words = item.standard or item.standards
        if not has_words and not item.method.needs and not _is_shared(item, around):
            yield item.code, "没有工作标准，也没有目标值，无法审核。"


def quarters_have_targets(scheme: Scheme, around: Surroundings) -> Found:
    """Every unit has its figure for each quarter in which the item is due, or is marked as not applicable."""
    for item in scored_items(scheme):
        missing = _missing_quarters(scheme, item, around) if item.method.needs else []
        if missing:
            quarters = "、".join(_NUMERALS[quarter - 1] for quarter, _ in missing)
            most = max(count for _, count in missing)
            yield item.code, f"第{quarters}季度有 {most} 个单位没有目标值，也没有标为不适用。"


def _missing_quarters(scheme: Scheme, item: Item, around: Surroundings) -> list[tuple[int, int]]:
    span = max(3, MONTHS_BETWEEN[item.frequency.value])
    found = []
    for month in range(span, 13, span):
        period = Period.parse(f"{scheme.year}-{month:02d}")
        if _is_covered_by_document(scheme, item, period):
            continue
        lacking = around.expected.get(item.code, 0) - around.targets.get((item.code, str(period)), 0)
        if lacking > 0:
            found.append((month // 3, lacking))
    return found


def _is_covered_by_document(scheme: Scheme, item: Item, period: Period) -> bool:
    """A target for all units stands in the document itself, for the period or a longer one around it."""
    names = {
        target.name
        for target in scheme.targets
        if _holds(target.item, target.unit, item) and target.period.contains(period)
    }
    return item.method.needs <= names


def _holds(named: str, unit: str, item: Item) -> bool:
    return unit == "*" and named in {item.code, item.fact_code}


def items_have_sources(scheme: Scheme, around: Surroundings) -> Found:
    for item in scheme.leaves():
        entry = around.library.get(item.indicator or "")
        if not item.source and not (entry and entry.source_organ):
            yield item.code, "没有写数据从哪里来。"


def items_have_leads(scheme: Scheme, around: Surroundings) -> Found:
    """What units report is reviewed by a lead unit; shared values and event records need none."""
    for item in scored_items(scheme):
        entry = around.library.get(item.indicator or "")
        if item.lead or (entry and entry.has_lead) or _is_shared(item, around):
            continue
        if not isinstance(item.method, Deduction | Bonus):
            yield item.code, "没有牵头单位，单位填报后无人审核。"


def _is_shared(item: Item, around: Surroundings) -> bool:
    entry = around.library.get(item.indicator or "")
    return bool(entry and entry.is_shared)


def deductions_cite_a_clause(scheme: Scheme, around: Surroundings) -> Found:
    for item in scheme.leaves():
        if isinstance(item.method, Deduction | Bonus) and not item.clause:
            yield item.code, "没有写依据条款，扣分加分会缺少出处。"


def bonuses_are_capped(scheme: Scheme, around: Surroundings) -> Found:
    for top in scheme.items:
        if isinstance(top, Family) and top.role is Role.BONUS and top.cap is None and scheme.cap is None:
            yield top.code, "加分没有上限，总分会失去可比性。"
