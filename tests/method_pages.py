"""``make methods``: what the engine itself has to say on the pages of ``docs/methods``.

Each page opens with an example. Its curve (drawn from the same points as in the editor), the derivations under
the tables and the table of parameters are written from it; a test compares them with what is committed.
"""

from __future__ import annotations

import os
import re
import tempfile
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import django

from dukao.scoring import Item
from dukao.scoring.cells import Case
from dukao.scoring.methods import AnyMethod, Method, Preview
from dukao.scoring.methods.base import plotted
from dukao.scoring.parts import METHODS, Field, MethodPart, Table
from tests.drawing import Jump, picture
from tests.scoring.documented import WITH_TABLE, completed, computed, rows_of

FOLDER = Path(__file__).parents[1] / "docs" / "methods"
METHOD_KINDS: tuple[type[Method], ...] = get_args(get_args(AnyMethod)[0])
#: Axes on which there is nothing between two whole numbers.
COUNTED = {"名次", "次数", "达标单位中的名次"}
SAMPLES = 120


def written() -> dict[str, str]:
    """Every file of the folder that the engine has a part in, by name."""
    found = {}
    for part in METHODS:
        text = (FOLDER / f"{part.kind}.md").read_text(encoding="utf-8")
        found[f"{part.kind}.md"] = _with_parameters(_with_derivations(text), part)
        example, table = WITH_TABLE.findall(text)[0]
        found[f"{part.kind}.svg"] = drawn(item_of(example), table)
    return found


def item_of(example: str) -> Item:
    item = completed(example).node("a")
    assert isinstance(item, Item)
    return item


def drawn(item: Item, table: str) -> str:
    """The method's curve; a formula's over the values of its example."""
    from dukao.schemes.selectors import curve_of, preview_of  # models: once Django is set up

    preview = preview_of(item)
    if preview is not None:
        return picture(curve_of(item, preview), _jumps(item, preview), dotted=preview.axis in COUNTED)
    value, target, _ = rows_of(table)[-1]
    sampled = _sampled(item, Fraction(value), Fraction(target))
    marks = (("目标", Decimal(target)),)
    preview = Preview(sampled, marks, axis="数值", percent=False)
    return picture(curve_of(item, preview), _jumps(item, preview, Fraction(target)))


def _earned(item: Item, value: Fraction, target: Fraction) -> Decimal:
    return plotted(item.method.derive(Case(Fraction(item.full), value, {"target": target})).score)


def _jumps(item: Item, preview: Preview, target: Fraction | None = None) -> list[Jump]:
    """Where the score jumps: the engine says which end of the jump counts."""
    found = []
    for (at, before), (same, after) in pairwise(preview.points):
        if at == same and before != after:
            value = Fraction(at) / 100 if preview.percent else Fraction(at)
            own = target if target is not None else Fraction(int(preview.percent))
            earned = _earned(item, value, own)
            found.append(Jump(at, filled=earned, hollow=after if earned == before else before))
    return found


def _sampled(item: Item, most: Fraction, target: Fraction) -> tuple[tuple[Decimal, Decimal], ...]:
    """Points of a formula from nought on; a jump is narrowed down until its place is plain."""
    places = [most * step / SAMPLES for step in range(SAMPLES + 1)]
    points: list[tuple[Decimal, Decimal]] = []
    for low, high in pairwise(places):
        before, after = (_earned(item, at, target) for at in (low, high))
        points.append((plotted(low), before))
        if abs(after - before) > item.full / 4:
            edge = _edge(item, low, high, target)
            points += [(edge, before), (edge, after)]
    return tuple(points)


def _edge(item: Item, low: Fraction, high: Fraction, target: Fraction) -> Decimal:
    """Where between these two values the score jumps."""
    before = _earned(item, low, target)
    while high - low > Fraction(1, 10**8):
        middle = (low + high) / 2
        if _earned(item, middle, target) == before:
            low = middle
        else:
            high = middle
    return plotted(high)


# -- words -------------------------------------------------------------------------------------------------


def _with_derivations(text: str) -> str:
    """Under each table how its first row came about."""
    told = iter(computed(*found).explain("u00").part("a").sentence for found in WITH_TABLE.findall(text))
    return re.sub(
        r"```text derivation\n.*?```",
        lambda _: f"```text derivation\n{next(told)}\n```",
        text,
        flags=re.DOTALL,
    )


def _with_parameters(text: str, part: MethodPart) -> str:
    head = "| Key | In the editor | Choices | Unless written |\n|---|---|---|---|\n"
    model = next(kind for kind in METHOD_KINDS if kind.model_fields["kind"].default == part.kind)
    defaults = {name: info.default for name, info in model.model_fields.items()}
    rows = "".join(_row(field, defaults.get(field.key)) for field in part.fields)
    return re.sub(
        r"(<!-- parameters -->\n).*?(<!-- /parameters -->)",
        lambda found: f"{found[1]}{head}{rows}{found[2]}",
        text,
        flags=re.DOTALL,
    )


def _row(field: Field, default: Any) -> str:
    choices: dict[str, str] = {**getattr(field, "words", {}), **getattr(field, "choices", {})}
    said = "、".join(f"`{key}` {word}" for key, word in choices.items()) or field.hint
    if isinstance(field, Table):
        said = "each with " + "、".join(f"`{column.key}` {column.label}" for column in field.columns)
    if field.needed:
        unset = "required"
    elif default is None or default in ((), False):
        unset = field.unset or "—"
    else:
        unset = f"`{default}`"
    return f"| `{field.key}` | {field.label} | {said or ' '} | {unset} |\n".replace("|   |", "| |")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="dukao-methods-") as home:
        os.environ.update(DUKAO_HOME=home, DJANGO_SETTINGS_MODULE="dukao.config.settings")
        django.setup()
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
