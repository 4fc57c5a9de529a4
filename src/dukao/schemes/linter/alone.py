"""What the linter can know of a scheme outside the product: the document itself, and targets beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dukao.schemes.linter.surroundings import LibraryEntry, Surroundings
from dukao.scoring import Item, Period, Scheme, Target, TargetValue

#: Rules that ask library, units, other schemes or last year; outside the product nobody can answer.
UNANSWERED = frozenset({"units", "indicators", "elsewhere", "more_items", "outdated"})
#: Rules that ask for targets; a document without any has them in a table that was not given.
ABOUT_TARGETS = frozenset({"targets"})
EVERYBODY = "*"

AnyTarget = Target | TargetValue


def surroundings_of(scheme: Scheme, targets: Sequence[Target] = ()) -> Surroundings:
    """Units and indicators are taken to exist as named; the targets are the document's and these."""
    leaves = list(scheme.leaves())
    by_item: dict[str, list[AnyTarget]] = defaultdict(list)
    given: list[AnyTarget] = [*targets, *scheme.targets]
    for target in given:
        by_item[target.item].append(target)
    expected, counts = {}, {}
    for item in leaves:
        answering = _answering(scheme, item)
        about = [target for name in {item.code, item.fact_code} for target in by_item[name]]
        expected[item.code] = len(answering)
        for month in (3, 6, 9, 12):
            period = Period.parse(f"{scheme.year}-{month:02d}")
            counts[item.code, str(period)] = _covered(item, answering, about, period)
    return Surroundings(
        library={item.indicator: _named(item) for item in leaves if item.indicator},
        units=frozenset(_codes(scheme, leaves)),
        expected=expected,
        targets=counts,
    )


def unanswered(scheme: Scheme, targets: Sequence[Target] = ()) -> frozenset[str]:
    """Codes of the rules that nobody can answer with what was given."""
    return UNANSWERED if targets or scheme.targets else UNANSWERED | ABOUT_TARGETS


def _named(item: Item) -> LibraryEntry:
    return LibraryEntry(
        number=1, newest=1, name=item.name, definition="", source_organ="", has_lead=False, is_shared=False
    )


def _codes(scheme: Scheme, leaves: Iterable[Item]) -> Iterable[str]:
    for group in scheme.groups:
        yield from group.members
    for item in leaves:
        yield from (code for code in (item.lead, *item.in_charge, *item.related) if code)


def _answering(scheme: Scheme, item: Item) -> set[str]:
    groups = (group for group in scheme.groups if item.applies_in(group.code))
    return {code for group in groups for code in group.members}


def _covered(item: Item, answering: set[str], targets: Sequence[AnyTarget], period: Period) -> int:
    """How many units have every target the method needs, for the period or a longer one around it."""
    names: dict[str, set[str]] = defaultdict(set)
    for target in targets:
        if target.period.contains(period):
            names[target.unit].add(target.name)
    return sum(item.method.needs <= names[unit] | names[EVERYBODY] for unit in answering)
