"""The form of a simulation: facts, base, changed weights, caps and policies, and how often to draw."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from dukao.assessments.services import Wish
from dukao.assessments.vocabulary import ALTERNATIVES, MOST_RUNS
from dukao.scoring import Item, Scheme
from dukao.scoring.simulation import Levers
from dukao.ui.forms import Form, NumberField

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.schemes.models import SchemeVersion

AS_DECLARED = ("", "按办法")
NOT_APPLICABLE = ("rescale:total", "rescale:family", "spread", "peer_average", "full", "zero")
MISSING = ("zero", "peer_average", "skip", "last")
PLACES = (
    AS_DECLARED,
    ("0", "整数"),
    ("1", "1 位小数"),
    ("2", "2 位小数"),
    ("3", "3 位小数"),
    ("4", "4 位小数"),
)
#: Fields of policies, by the key they change.
POLICIES = {"not_applicable": "not_applicable", "missing": "missing", "places": "rounding.total"}
SPREADS = (
    ("±10%", "上下 10%"), ("±20%", "上下 20%"), ("±30%", "上下 30%"), ("±50%", "上下 50%"),
    ("dirichlet:400", "狄利克雷，较近"), ("dirichlet:100", "狄利克雷，较远"),
)  # fmt: skip
RUNS = ((0, "不做"), (200, "200 次"), (1000, "1000 次"), (MOST_RUNS, f"{MOST_RUNS} 次"))


def _ways(kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (AS_DECLARED, *((kind, ALTERNATIVES[kind]) for kind in kinds))


class SimulationForm(Form):
    """Fields of items are named ``weight-<code>`` and ``cap-<code>``; empty ones change nothing."""

    facts = forms.ChoiceField(label="用哪一期的数据")
    against = forms.ChoiceField(label="与哪个办法对照")
    not_applicable = forms.ChoiceField(label="不适用怎么算", choices=_ways(NOT_APPLICABLE), required=False)
    missing = forms.ChoiceField(label="缺报怎么算", choices=_ways(MISSING), required=False)
    places = forms.ChoiceField(label="总分保留几位", choices=PLACES, required=False)
    runs = forms.TypedChoiceField(label="随机变动多少次", choices=RUNS, coerce=int, initial=1000)
    spread = forms.ChoiceField(label="权重变动多大", choices=SPREADS, initial="±20%")
    seed = forms.IntegerField(
        label="随机数种子", min_value=0, max_value=2**62, help_text="种子相同，结果就相同。"
    )
    with_choices = forms.BooleanField(label="不适用、缺报和舍入的取法也一起变动", required=False)
    with_sensitivity = forms.BooleanField(label="算各项假设的敏感性", required=False)

    def __init__(
        self,
        *args: Any,
        scheme: Scheme,
        rounds: Sequence[Round],
        bases: Sequence[SchemeVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._scheme, self._rounds, self._bases = scheme, rounds, bases
        self._choice("facts").choices = [(str(one.pk), one.label) for one in rounds]
        self._choice("against").choices = [(str(one.pk), str(one)) for one in bases]
        self._items = [item for item in scheme.leaves() if item.code in Levers.of(scheme).position]
        for item in self._items:
            self.fields[f"weight-{item.code}"] = NumberField(
                label=f"{item.name}的权重", required=False, min_value=0, max_digits=12, decimal_places=4
            )
            if _cap(item) is not None:
                self.fields[f"cap-{item.code}"] = NumberField(
                    label=f"{item.name}的封顶倍数",
                    required=False,
                    min_value=0,
                    max_digits=8,
                    decimal_places=4,
                )

    def items(self) -> Iterator[tuple[Item, Any, Any, Any]]:
        """Each item with its field for the weight, that for the cap (or none), and the cap declared."""
        for item in self._items:
            cap = f"cap-{item.code}"
            yield item, self[f"weight-{item.code}"], self[cap] if cap in self.fields else None, _cap(item)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        wish = Wish(
            edits=tuple(self._edits()), runs=data["runs"], seed=data["seed"], spread=data["spread"],
            with_choices=data["with_choices"], with_sensitivity=data["with_sensitivity"],
        )  # fmt: skip
        return {
            "wish": wish,
            "assessment": next(one for one in self._rounds if str(one.pk) == data["facts"]),
            "against": next(one for one in self._bases if str(one.pk) == data["against"]),
        }

    def _edits(self) -> Iterator[str]:
        data = self.cleaned_data
        for item in self._items:
            weight, cap = data[f"weight-{item.code}"], data.get(f"cap-{item.code}")
            if weight is not None and weight != item.weight:
                yield f"{item.code}.weight={weight:f}"
            if cap is not None and cap != _cap(item):
                yield f"{item.code}.method.cap={cap:f}"
        for name, key in (
            ("not_applicable", "not_applicable"),
            ("missing", "missing"),
            ("places", "rounding.total"),
        ):
            if data[name]:
                yield f"{key}={data[name]}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("with_sensitivity") and str(data.get("spread", "")).startswith("dirichlet"):
            self.add_error("spread", "算敏感性时，请选“上下百分之几”的变动方式")
        return data

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


def fresh_seed() -> int:
    """A seed nobody chose, short enough to be told over the telephone."""
    return secrets.randbelow(900_000) + 100_000


def _cap(item: Item) -> Any:
    """The cap of the item's method, where it is a plain number."""
    cap = getattr(item.method, "cap", None)
    return None if cap is None or isinstance(cap, str) else cap
