"""Hypothesis strategies: schemes of every shape and facts to go with them, as plain document data."""

from hypothesis import strategies as st

ORDERS = [
    ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
    ["deduct", "rescale", "bonus", "cap", "round", "veto", "rank", "grade"],
    ["rescale", "bonus", "cap", "deduct", "round", "veto", "rank", "grade"],
    ["cap", "bonus", "deduct", "rescale", "round", "rank", "veto", "grade"],
]


@st.composite
def number(draw, low=-50, high=200, places=3):
    digits = draw(st.integers(0, places))
    scaled = draw(st.integers(low * 10**digits, high * 10**digits))
    sign = "-" if scaled < 0 else ""
    text = str(abs(scaled)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def positive(high=100, places=2):
    return number(0, high, places).filter(lambda text: float(text) > 0)


ratio = st.sampled_from(["0.5", "0.6", "0.8", "0.95", "1", "1.2"])
rule = st.one_of(
    st.sampled_from(["none", "0", "1", "2", "4"]),
    st.fixed_dictionaries(
        {
            "places": st.sampled_from(["0", "2"]),
            "mode": st.sampled_from(["half_up", "half_even", "down", "up"]),
        }
    ),
)
missing = st.sampled_from(
    [
        "zero",
        {"kind": "share", "ratio": "0.5"},
        "peer_average",
        "regional_mean",
        "rescale",
        {"kind": "rescale", "scope": "family"},
        "skip",
        "block",
        {"kind": "share", "ratio": "0.333"},
    ]
)
absence = st.sampled_from(
    [
        "rescale",
        {"kind": "rescale", "scope": "family"},
        {"kind": "rescale", "scope": "total"},
        "spread",
        "full",
        "peer_average",
        "zero",
    ]
)


def optional(**parts):
    return st.fixed_dictionaries({}, optional=parts)


def merged(*parts):
    return st.tuples(*parts).map(lambda dicts: {key: value for part in dicts for key, value in part.items()})


def kind(name):
    return st.just({"kind": name})


completion = merged(
    kind("completion"),
    optional(
        cap=st.sampled_from(["1", "1.2", "1.05", "none"]),
        floor=st.sampled_from(["0", "0.3"]),
        threshold=st.sampled_from(["0.8", "0.6"]),
        all_or_nothing=st.booleans(),
        ratio_places=st.sampled_from([2, 4]),
        zero_target=st.sampled_from(["not_applicable", "full", "zero", "block"]),
    ),
)
reverse = merged(
    kind("reverse"),
    st.fixed_dictionaries({"form": st.sampled_from(["ratio", "deviation"])}),
    optional(cap=st.sampled_from(["1", "1.5"]), floor=st.sampled_from(["0", "0.2"]), ratio_places=st.just(2)),
)


@st.composite
def efficacy(draw):
    made = {"kind": "efficacy", "direction": draw(st.sampled_from(["higher", "lower"]))}
    low = draw(number(-20, 20, 2))
    high = str(float(low) + draw(st.integers(1, 60)))
    worst, best = (low, high) if made["direction"] == "higher" else (high, low)
    made["worst"] = draw(st.sampled_from([worst, "group", "target"]))
    made["best"] = draw(st.sampled_from([best, "group", "target"]))
    numbers = {made["worst"], made["best"]} - {"group", "target"}
    if all(float(text) > 0 for text in numbers):
        made["transform"] = draw(st.sampled_from(["none", "none", "log"]))
    made["base"] = draw(st.sampled_from(["0", "0.6"]))
    if made["base"] == "0.6":
        made["curve"] = draw(st.sampled_from(["linear", "exponential"]))
    made["cap"] = draw(st.sampled_from(["1", "1.2", "none" if made.get("curve") != "exponential" else "1"]))
    made["floor"] = draw(st.sampled_from(["0", "0.4"]))
    made["if_equal"] = draw(st.sampled_from(["full", "base", "zero"]))
    if draw(st.booleans()):
        made["ratio_places"] = draw(st.sampled_from([2, 4]))
    return made


ranked = merged(
    kind("rank"),
    st.one_of(
        st.fixed_dictionaries({"step": st.sampled_from(["0.05", "0.15", "0.333"])}),
        st.fixed_dictionaries(
            {"points": st.just(["9", "7.5", "7"]), "beyond": st.sampled_from(["0", "1.25"])}
        ),
    ),
    optional(
        floor=st.sampled_from(["0.5"]),
        by=st.sampled_from(["value", "completion"]),
        direction=st.sampled_from(["higher", "lower"]),
        scope=st.sampled_from(["group", "all"]),
        ties=st.sampled_from(["competition", "dense"]),
    ),
    st.sampled_from([{}, {"by": "completion", "ratio_places": 2}]),
)
ratio_to_best = merged(
    kind("ratio_to_best"),
    optional(
        direction=st.sampled_from(["higher", "lower"]),
        scope=st.sampled_from(["group", "all"]),
        ratio_places=st.sampled_from([0, 2, 3]),
    ),
)
goal_race = merged(
    kind("goal_race"),
    st.fixed_dictionaries(
        {"goal": st.sampled_from(["0.4", "0.35"]), "step": st.sampled_from(["0.05", "0.3"])}
    ),
    optional(
        floor=st.just("0.5"),
        direction=st.sampled_from(["higher", "lower"]),
        scope=st.sampled_from(["group", "all"]),
        ties=st.sampled_from(["competition", "dense"]),
    ),
)
tiers = st.sampled_from(
    [
        {
            "kind": "tiers",
            "bands": [
                {"range": "[90, +∞)", "ratio": "1"},
                {"range": "(50, 90)", "ratio": "0.7"},
                {"range": "(-∞, 50]", "points": "1.5"},
            ],
        },
        {
            "kind": "tiers",
            "by": "completion",
            "ratio_places": 2,
            "bands": [{"range": "[0.8, 1)", "ratio": "0.85"}, {"range": "[1, 1.2]", "points": "7"}],
            "otherwise": {"ratio": "0.1"},
        },
    ]
)
curves = st.sampled_from(
    [
        {
            "kind": "curve",
            "corners": [
                {"at": "10", "points": "0"},
                {"at": "70", "ratio": "0.6"},
                {"at": "130.5", "ratio": "1"},
            ],
        },
        {
            "kind": "curve",
            "by": "completion",
            "ratio_places": 3,
            "corners": [
                {"at": "0.6", "ratio": "0"},
                {"at": "0.9", "ratio": "0.7"},
                {"at": "1", "ratio": "1"},
            ],
        },
    ]
)
LEVELS = [
    {"code": "a", "name": "甲级", "points": "1.5", "limit": "2"},
    {"code": "b", "name": "乙级", "points": "0.8"},
]


def priced(name):
    prices = st.one_of(st.just({"points": "0.5"}), st.just({"levels": LEVELS}))
    return merged(kind(name), prices, optional(same_key=st.sampled_from(["each", "highest"])))


deduction = merged(priced("deduction"), optional(floor=st.sampled_from(["-3", "0"])))
bonus = merged(priced("bonus"), optional(cap=st.sampled_from(["1", "2.5"])))
shortfall = merged(
    kind("shortfall"),
    st.fixed_dictionaries(
        {
            "per": st.sampled_from(["1", "0.1", "0.07"]),
            "points": st.sampled_from(["0.1", "0.25"]),
            "steps": st.sampled_from(["continuous", "floor", "ceiling"]),
        }
    ),
    optional(
        standard=st.sampled_from(["target", "60", "33.3"]),
        direction=st.sampled_from(["higher", "lower"]),
        relative=st.booleans(),
        floor=st.sampled_from(["1", "-2"]),
    ),
)
margin = merged(
    kind("margin"),
    st.fixed_dictionaries(
        {
            "standard": st.sampled_from(["target", "group", "all", "60", "33.3"]),
            "per": st.sampled_from(["1", "0.1", "0.07"]),
            "points": st.sampled_from(["0.1", "0.25"]),
            "steps": st.sampled_from(["continuous", "floor", "ceiling"]),
            "floor": st.sampled_from(["0", "-2.5", "none"]),
        }
    ),
    optional(cap=st.sampled_from(["12", "none"]), direction=st.sampled_from(["higher", "lower"])),
)
formula = merged(
    kind("formula"),
    st.fixed_dictionaries(
        {
            "expression": st.sampled_from(
                [
                    "full * value / target",
                    "满分 * 0.4 + 满分 * 0.6 * min(1, 实际值 / 100) if 实际值 >= 60 else 0",
                    "full - abs(value - target) * 0.05",
                    "full * (value - worst) / (best - worst) if best != worst and value > worst else 0",
                    "max(value, target, 50) / 100 * full if not (value < 10 or target < 0) else full / 3",
                    "full / (value / 100)",
                ]
            )
        }
    ),
    optional(cap=st.sampled_from(["1", "1.2", "none"]), floor=st.sampled_from(["0", "0.25", "none"])),
)
conversion = merged(
    kind("conversion"),
    optional(
        out_of=st.sampled_from(["100", "75", "120"]),
        cap=st.sampled_from(["1", "1.1"]),
        floor=st.just("0.25"),
        ratio_places=st.sampled_from([2, 4]),
    ),
)
method = st.one_of(
    completion,
    reverse,
    efficacy(),
    ranked,
    ratio_to_best,
    goal_race,
    tiers,
    curves,
    deduction,
    shortfall,
    margin,
    conversion,
    formula,
)


over = st.sampled_from(["last_year", "previous"])
places = st.sampled_from(["0", "2", {"places": "1", "mode": "half_even"}])
FORMULAS = [
    ("甲 - 乙", [{"name": "甲"}, {"name": "乙", "of": "group_mean"}]),
    ("甲 / 丙 * 100", [{"name": "甲"}, {"name": "丙", "over": "previous", "of": "all_sum"}]),
    ("abs(乙 - 甲) if 乙 > 甲 else 甲 * 2", [{"name": "甲"}, {"name": "乙", "over": "last_year"}]),
    ("min(甲, 全市) / 全市", [{"name": "甲"}, {"name": "全市", "unit": "u0"}]),
    ("全市 + 0.5", [{"name": "全市", "of": "all_mean"}]),
]


@st.composite
def derived(draw, other):
    """A value worked out; `other` is the code of an item whose figures it may take."""
    name = draw(st.sampled_from(["growth", "increment", "contribution", "formula", "formula"]))
    if name != "formula":
        parts = [kind(name), optional(over=over), st.fixed_dictionaries({"rounding": places})]
        if name == "contribution":
            parts.append(optional(scope=st.sampled_from(["group", "all"])))
        return draw(merged(*parts))
    text, figures = draw(st.sampled_from(FORMULAS))
    figures = [dict(figure) for figure in figures]
    if other is not None and draw(st.booleans()):
        figures[-1]["indicator"] = other
    return {"kind": "formula", "expression": text, "figures": figures, "rounding": draw(places)}


class Names:
    """Codes in the order of making."""

    def __init__(self):
        self.last = 0
        self.reported = []  # items whose value is plainly reported

    def next(self, letter):
        self.last += 1
        return f"{letter}{self.last}"


@st.composite
def item(draw, names, weight=None):
    made = {
        "code": names.next("i"),
        "name": "指标",
        "method": draw(method),
        "weight": weight or draw(positive(40, 1)),
        "share": draw(st.sampled_from(["1", "2", "0.5"])),
    }
    for key, values in (("rounding", rule), ("missing", missing), ("not_applicable", absence)):
        if draw(st.integers(0, 3)) == 0:
            made[key] = draw(values)
    if draw(st.integers(0, 5)) == 0:
        made["applies_to"] = [draw(st.sampled_from(["g1", "g2"]))]
    if made["method"]["kind"] in {"deduction", "shortfall"}:
        floor = made["method"].get("floor", "0")
        made["method"] = made["method"] | ({"floor": "0"} if float(floor) > float(made["weight"]) else {})
    if made["method"]["kind"] != "deduction":
        if draw(st.integers(0, 3)) == 0:
            made["value"] = draw(derived(draw(st.sampled_from(names.reported)) if names.reported else None))
        names.reported.append(made["code"])
    return made


def nonnegative(node):
    """Whether a geometric mean may hold this item."""
    method = node.get("method", {})
    return float(method.get("floor", 0) if method.get("floor") != "none" else -1) >= 0


@st.composite
def family(draw, names, depth, weight=None):
    combine = draw(
        st.sampled_from(["sum", "sum", "mean", "weighted_mean", "geometric_mean", "harmonic_mean"])
    )
    made = {"code": names.next("f"), "name": "类别", "combine": combine}
    inner = None if combine == "sum" else draw(st.sampled_from(["10", "1", "7.5"]))
    children = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and combine == "sum" and draw(st.integers(0, 3)) == 0:
            children.append(draw(family(names, depth - 1)))
        else:
            child = draw(item(names, inner))
            if combine in {"geometric_mean", "harmonic_mean"} and not nonnegative(child):
                child["method"]["floor"] = "0"
            children.append(child)
    made["children"] = children
    if weight or draw(st.booleans()):
        made["weight"] = weight or draw(positive(60, 1))
    if draw(st.integers(0, 3)) == 0:
        made["rounding"] = draw(rule)
    if draw(st.integers(0, 4)) == 0:
        made["cap"] = draw(st.sampled_from(["20", "5.5"]))
    return made


@st.composite
def extra(draw, names, role):
    maker = deduction if role == "negative" else bonus
    children = [
        {"code": names.next("e"), "name": "事项", "method": draw(maker)}
        for _ in range(draw(st.integers(1, 2)))
    ]
    made = {"code": names.next("x"), "name": "加减分", "role": role, "children": children}
    if draw(st.booleans()):
        made["cap" if role == "bonus" else "floor"] = "2" if role == "bonus" else "-2.5"
    if draw(st.booleans()):
        made["same_key"] = "highest"
    if role == "bonus" and draw(st.booleans()):
        looked_at = [{}, *({"node": code} for code in names.reported)]
        looked_at += [{"indicator": code} for code in names.reported]
        condition = draw(st.sampled_from(looked_at))
        made["when"] = [condition | {"range": draw(st.sampled_from(["(20, +∞)", "[50, 90]", "(-∞, 40)"]))}]
    return made


@st.composite
def scheme(draw):
    names = Names()
    nodes = []
    for _ in range(draw(st.integers(1, 3))):
        nodes.append(draw(st.one_of(item(names), family(names, 1))))
    combine = "sum"
    if draw(st.integers(0, 5)) == 0:
        combine = draw(st.sampled_from(["mean", "weighted_mean"]))
        names.reported.clear()
        nodes = [draw(family(names, 1, weight="50")) for _ in range(2)]
    else:
        for role in ("negative", "bonus"):
            if draw(st.booleans()):
                nodes.append(draw(extra(names, role)))
    made = {
        "format": "dukao-scheme/1",
        "code": "generated",
        "name": "生成的办法",
        "year": "2026",
        "combine": combine,
        "rounding": {
            "total": draw(st.sampled_from(["2", "0", "3"])),
            "family": draw(rule),
            "item": draw(rule),
        },
        "order": draw(st.sampled_from(ORDERS)),
        "missing": draw(missing),
        "not_applicable": draw(absence),
        "ties": draw(st.sampled_from(["competition", "dense"])),
        "groups": [{"code": code, "name": code} for code in ("g1", "g2")],
        "items": nodes,
    }
    if draw(st.integers(0, 3)) == 0:
        made["cap"] = "80"
    return made


earlier = st.one_of(number(), st.sampled_from(["80", "100", "0", None]))


@st.composite
def cell(draw, method):
    events = []
    if method["kind"] in {"deduction", "bonus"}:
        events = draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "level": st.sampled_from(["a", "b"]),
                        "count": st.integers(1, 3),
                        "key": st.sampled_from(["", "k1", "k2"]),
                    }
                ),
                max_size=3,
            )
        )
        counted = "points" in method
        value = draw(number(0, 6, 0)) if counted else "0"
    else:
        value = draw(st.one_of(number(), st.sampled_from(["80", "100", "50", "0", "90"])))
    state = draw(st.sampled_from(["reported"] * 8 + ["missing", "not_applicable"]))
    return {
        "state": state,
        "value": value,
        "last_year": draw(earlier),
        "previous": draw(earlier),
        "target": draw(st.one_of(st.just("100"), number(-2, 150, 1), st.sampled_from(["80", "0", None]))),
        "worst": draw(st.sampled_from(["10", "5.5", None])),
        "best": draw(st.sampled_from(["90", "60.5"])),
        "events": events if state == "reported" else [],
    }


def leaves(nodes):
    for node in nodes:
        if "children" in node:
            yield from leaves(node["children"])
        else:
            yield node


@st.composite
def world(draw):
    """A scheme, the group of each unit, and the cells of every item and unit."""
    made = draw(scheme())
    units = [f"u{index}" for index in range(draw(st.integers(1, 6)))]
    groups = {unit: draw(st.sampled_from(["g1", "g2"])) for unit in units}
    cells = {
        (leaf["code"], unit): draw(cell(leaf["method"])) for leaf in leaves(made["items"]) for unit in units
    }
    return made, groups, cells
