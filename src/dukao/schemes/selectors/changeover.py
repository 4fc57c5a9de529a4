"""What whoever submits or publishes a new version should know first."""

from __future__ import annotations

from collections.abc import Callable

from dukao.schemes.models import SchemeVersion
from dukao.schemes.selectors.versions import base_of_comparison, document

#: Labels of the periods whose results stand under earlier versions of the scheme; rooms above add theirs.
Settled = Callable[[SchemeVersion], list[str]]
_settled: list[Settled] = []


def add_settled(source: Settled) -> None:
    """Called at start-up by a room that keeps results."""
    _settled.append(source)


def changeover_cautions(version: SchemeVersion) -> list[str]:
    """Sentences: that the version changes nothing, and which results it leaves as they are."""
    base = base_of_comparison(version)
    if base is None:
        return []
    found = []
    if document(base) == document(version):
        targets = "目标也相同，不必另立新版" if _targets(base) == _targets(version) else "只有目标不同"
        found.append(f"与第 {base.number} 版相比，办法内容没有改动（0 处），{targets}。")
    settled = [label for source in _settled for label in source(version)]
    if settled:
        found.append(f"{'、'.join(settled)}的结果已按原来的版本冻结，不受新版影响。")
    return found


def _targets(version: SchemeVersion) -> set[tuple[object, ...]]:
    return set(version.targets.values_list("unit_id", "item", "period", "value"))
