"""How an item's value becomes points, as a line to be drawn."""

from __future__ import annotations

from decimal import Decimal

from dukao.scoring import Item
from dukao.scoring.methods import Preview
from dukao.ui.charts import Curve


def preview_of(item: Item) -> Preview | None:
    """The method's line; none where there is nothing to see, because it is level or depends on too much."""
    preview = item.method.preview(item.full)
    is_level = preview is None or len({score for _, score in preview.points}) < 2
    return None if is_level else preview


def curve_of(item: Item, preview: Preview, at: tuple[Decimal, Decimal] | None = None) -> Curve:
    """The line as a chart; ``at`` is where one unit stands on it."""
    return Curve(
        preview.points, x_name=preview.axis, x_unit=preview.unit(item.measure), marks=preview.marks, at=at
    )
