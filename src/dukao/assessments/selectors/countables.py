"""What may be recorded as an event under a scheme: deductions, bonuses, vetoes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from dukao.assessments.vocabulary import EventKind
from dukao.schemes.selectors import document, published_versions
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Item, Veto
from dukao.scoring.methods import Bonus, Deduction
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    name: str
    points: Decimal
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Countable:
    """One entry of the negative list, the bonuses or the vetoes, with its price."""

    code: str
    name: str
    kind: str
    clause: str = ""
    points: Decimal | None = None
    levels: tuple[Level, ...] = ()
    occasion: str = ""

    def price(self, level: str = "") -> Decimal | None:
        """What one event of this level costs or earns; ``None`` for what is no matter of points."""
        return next((each.points for each in self.levels if each.code == level), self.points)

    def level_name(self, level: str) -> str:
        return next((each.name for each in self.levels if each.code == level), "")

    @property
    def words(self) -> str:
        """What it means, with its clause: 每次扣 2 分（第二十一条）."""
        verb = {EventKind.DEDUCTION: "扣", EventKind.BONUS: "加"}.get(EventKind(self.kind))
        if verb is None:
            said = "定为最低等次" if self.kind == EventKind.VETO else "不得评为最高等次"
        elif self.levels:
            said = "、".join(f"{level.name}{verb} {number(level.points)} 分" for level in self.levels)
        else:
            said = f"每次{verb} {number(self.points)} 分"
        return f"{said}（{self.clause}）" if self.clause else said


def countables(version: SchemeVersion) -> dict[str, Countable]:
    """By the code an event names. Items whose number the units report themselves are not among them."""
    scheme = document(version)
    recorded = _recorded(version.pk, version.digest)
    items = (_of_item(leaf) for leaf in scheme.leaves() if leaf.code in recorded)
    found = [each for each in (*items, *map(_of_veto, scheme.vetoes)) if each is not None]
    return {each.code: each for each in found}


@lru_cache(maxsize=64)
def _recorded(version_id: int, digest: str) -> frozenset[str]:
    """Codes of items counted by events; a published version never changes, so it is not asked again."""
    counted = published_versions().filter(pk=version_id, items__supply=Supply.EVENT).order_by()
    return frozenset(counted.values_list("items__code", flat=True))


def _of_item(item: Item) -> Countable | None:
    method = item.method
    if not isinstance(method, Bonus | Deduction):
        return None
    kind = EventKind.BONUS if isinstance(method, Bonus) else EventKind.DEDUCTION
    levels = tuple(
        Level(level.code, level.name, level.points, level.occasion or "") for level in method.levels
    )
    return Countable(
        item.code, item.name, kind, item.clause, method.points, levels, occasion=method.occasion or ""
    )


def _of_veto(veto: Veto) -> Countable:
    bars_only = veto.grade is None and veto.total is None and veto.total_cap is None
    kind = EventKind.NO_EXCELLENT if bars_only else EventKind.VETO
    return Countable(veto.code, veto.name, kind, veto.clause)
