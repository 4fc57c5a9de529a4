"""Documents nobody thought of: any method with any parameters, any text, any shape of tree."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from dukao.scoring import SchemeError, scheme_from_data
from dukao.scoring.numbers import normal, parse_decimal

TEXT = st.one_of(
    st.sampled_from(["=1+1", "001", "1.0", "true", "null", "~", "- 一", "a: b", "“引号”", "80%", "是"]),
    st.text(st.characters(categories=("L", "N", "P", "Sm", "Zs"), codec="utf-8"), min_size=1, max_size=30),
).map(str.strip).filter(bool)  # fmt: skip
LINES = st.lists(TEXT, min_size=1, max_size=3).map("\n".join)
CODE = st.from_regex(r"[A-Za-z县区][A-Za-z0-9_.\-]{0,8}", fullmatch=True)


def decimals(low: str, high: str, places: int = 4) -> st.SearchStrategy[str]:
    bounds = parse_decimal(low), parse_decimal(high)
    return st.decimals(*bounds, places=places, allow_nan=False, allow_infinity=False).map(normal)


RATIO, POSITIVE = decimals("0", "1"), decimals("0.0001", "9999")
REWARD = st.one_of(
    st.fixed_dictionaries({"points": decimals("0", "100")}), st.fixed_dictionaries({"ratio": RATIO})
)


def some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


DIRECTION, SCOPE, BY = (
    st.sampled_from(words) for words in (("higher", "lower"), ("group", "all"), ("value", "completion"))
)
CAP, FLOOR = decimals("1", "2"), decimals("0", "0.9")


@st.composite
def levels(draw: st.DrawFn) -> list[dict[str, Any]]:
    codes = draw(st.lists(CODE, min_size=1, max_size=3, unique=True))
    return [{"code": code, "name": draw(TEXT), "points": draw(POSITIVE)} for code in codes]


@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, Any]]:
    edges = sorted(draw(st.sets(st.integers(-50, 200), min_size=1, max_size=4)))
    texts = [
        f"(-∞, {edges[0]})",
        *(f"[{a}, {b})" for a, b in pairwise(edges)),
        f"[{edges[-1]}, +∞)",
    ]
    return [{"range": text, **draw(REWARD)} for text in texts]


@st.composite
def corners(draw: st.DrawFn) -> list[dict[str, Any]]:
    places = sorted(draw(st.sets(st.integers(-50, 200), min_size=2, max_size=5)))
    return [{"at": str(place), **draw(REWARD)} for place in places]


def kind(name: str) -> dict[str, Any]:
    return {"kind": st.just(name)}


PRICE = st.one_of(st.fixed_dictionaries({"points": POSITIVE}), st.fixed_dictionaries({"levels": levels()}))
SCORING = st.one_of(
    some(
        kind("completion"),
        {
            "cap": st.one_of(CAP, st.just("none")), "floor": FLOOR, "threshold": RATIO,
            "ratio_places": st.integers(0, 8), "zero_target": st.sampled_from(["full", "zero", "block"]),
        },
    ),
    some(
        {**kind("reverse"), "form": st.sampled_from(["ratio", "deviation"])}, {"cap": CAP, "floor": FLOOR}
    ),
    some(
        {
            **kind("efficacy"),
            "worst": st.sampled_from(["group", "target", "1.5"]),
            "best": st.sampled_from(["group", "target", "9.25"]),
        },
        {"base": FLOOR, "cap": st.just("none"), "if_equal": st.sampled_from(["base", "zero"])},
    ),
    some(
        {**kind("rank"), "points": st.lists(decimals("0", "20"), min_size=1, max_size=5)},
        {"direction": DIRECTION, "scope": SCOPE, "by": BY},
    ),
    some(
        {**kind("rank"), "step": decimals("0.01", "1")},
        {"floor": decimals("0", "3"), "ties": st.just("dense")},
    ),
    some(kind("ratio_to_best"), {"direction": DIRECTION, "scope": SCOPE}),
    some({**kind("tiers"), "bands": bands()}, {"by": BY, "otherwise": REWARD}),
    some({**kind("curve"), "corners": corners()}, {"by": BY}),
    some(
        {
            **kind("shortfall"), "per": POSITIVE, "points": POSITIVE,
            "steps": st.sampled_from(["continuous", "floor", "ceiling"]),
        },
        {"standard": decimals("-9", "9"), "relative": st.just(True), "floor": decimals("-9", "0")},
    ),
    some(
        {
            **kind("margin"), "per": POSITIVE, "points": POSITIVE,
            "steps": st.sampled_from(["continuous", "floor", "ceiling"]),
        },
        {"standard": st.sampled_from(["group", "all", "7.5"]), "floor": decimals("-9", "0")},
    ),
    some(
        {**kind("formula"), "expression": st.sampled_from(["满分 - 1", "max(value, 目标值) / 3"])},
        {"cap": st.just("none"), "floor": FLOOR},
    ),
    some(kind("conversion"), {"out_of": POSITIVE, "cap": CAP, "floor": FLOOR}),
)  # fmt: skip
OVER, PLACES = st.sampled_from(["last_year", "previous"]), st.sampled_from([0, 3])
OWNER = st.one_of(
    st.fixed_dictionaries({"of": st.sampled_from(["own", "group_sum", "all_mean"])}),
    st.fixed_dictionaries({"unit": CODE}),
)
VALUES = st.one_of(
    some({**kind("growth"), "rounding": PLACES}, {"over": OVER}),
    some(kind("increment"), {"over": OVER, "rounding": PLACES}),
    some({**kind("contribution"), "rounding": PLACES}, {"over": OVER, "scope": SCOPE}),
    st.fixed_dictionaries(
        {
            **kind("formula"), "expression": st.sampled_from(["甲 / 乙", "min(甲, 乙) if 甲 >= 0 else 乙"]),
            "figures": st.tuples(
                OWNER.map(lambda owner: {"name": "甲", "indicator": "J-1", **owner}),
                OWNER.map(lambda owner: {"name": "乙", "over": "previous", **owner}),
            ).map(list),
            "rounding": PLACES,
        }
    ),
)  # fmt: skip
CONDITIONS = st.lists(
    st.sampled_from(
        [{"range": "(80, +∞)"}, {"node": "F0", "range": "[1.5, 3)"}, {"indicator": "x", "range": "(-∞, 8]"}]
    ),
    max_size=3,
)
EVENTS = {
    "negative": PRICE.map(lambda price: {"kind": "deduction", **price}),
    "bonus": PRICE.map(lambda price: {"kind": "bonus", **price}),
}


@st.composite
def items(draw: st.DrawFn, role: str, code: str) -> dict[str, Any]:
    node: dict[str, Any] = {"code": code, "name": draw(TEXT), "method": draw(EVENTS.get(role, SCORING))}
    if role == "scored":
        node["weight"] = draw(decimals("0", "100", 2))
        if draw(st.booleans()):
            node["value"] = draw(VALUES)
    optional = some({}, {
        "measure": TEXT, "hard": st.just(True), "standard": LINES, "clause": TEXT, "source": TEXT,
        "note": LINES, "indicator": st.just("lib.a@3"), "lead": CODE, "share": decimals("0", "5"),
        "related": st.lists(CODE, min_size=1, max_size=3), "within": st.sampled_from(["sum", "max"]),
        "frequency": st.sampled_from(["quarter", "half_year", "year"]),
        "missing": st.sampled_from([
            {"kind": "zero"}, {"kind": "share", "ratio": "0.35"}, {"kind": "last", "otherwise": "zero"},
            {"kind": "regional_mean"}, {"kind": "rescale", "scope": "family"},
        ]),
        "not_applicable": st.sampled_from([{"kind": "full"}, {"kind": "rescale", "scope": "family"}]),
        "rounding": st.sampled_from([0, 3, "none", {"places": 2, "mode": "half_even"}]),
        "standards": st.just([{"period": "2026-Q1", "text": "开门红"}]),
    })  # fmt: skip
    return {**node, **draw(optional)}


@st.composite
def schemes(draw: st.DrawFn) -> Any:
    """A document that is valid part by part; whether it contradicts itself is left open."""
    families = []
    roles = st.lists(st.sampled_from(["scored", "negative", "bonus"]), min_size=1, max_size=3)
    for place, role in enumerate(draw(roles)):
        children = [draw(items(role, f"F{place}-{number}")) for number in range(draw(st.integers(1, 3)))]
        family: dict[str, Any] = {"code": f"F{place}", "name": draw(TEXT), "role": role, "children": children}
        if role == "bonus":
            family.update(draw(some({}, {"when": CONDITIONS, "same_key": st.just("highest")})))
        families.append({**family, **draw(some({}, {"cap": decimals("1", "9"), "note": LINES}))})
    members = st.lists(CODE, max_size=4)
    document = {
        "format": "dukao-scheme/1", "code": "made", "name": draw(TEXT), "year": 2026, "note": draw(LINES),
        "rounding": {"total": draw(st.integers(0, 6))}, "items": families, "basis": [{"title": draw(TEXT)}],
        "groups": [
            {"code": f"g{number}", "name": draw(TEXT), "members": draw(members)}
            for number in range(draw(st.integers(0, 3)))
        ],
    }  # fmt: skip
    try:
        return scheme_from_data(document, draft=True)
    except SchemeError:
        # A threshold above its cap and the like: nothing a round trip could be asked about.
        reject()
