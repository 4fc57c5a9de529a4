"""The example city's scheme documents: 1 overall, 6 by category, 2 special."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dukao.demo.city import COUNTIES, City

Row = Mapping[str, str]

_METHODS: dict[str, dict[str, Any]] = {
    "completion": {"kind": "completion", "cap": "1"},
    "completion80": {"kind": "completion", "threshold": "0.8", "cap": "1"},
    "reverse": {"kind": "reverse", "form": "ratio"},
    "efficacy": {"kind": "efficacy", "worst": "group", "best": "group", "base": "0.6"},
    "rank": {"kind": "rank", "step": "0.02", "floor": "0.5"},
    "conversion": {"kind": "conversion", "out_of": "100"},
    "deduct05": {"kind": "deduction", "points": "0.5"},
    "tiers": {
        "kind": "tiers",
        "bands": [
            {"range": "[100, +∞)", "ratio": "1"},
            {"range": "[95, 100)", "ratio": "0.9"},
            {"range": "[90, 95)", "ratio": "0.7"},
            {"range": "(-∞, 90)", "ratio": "0"},
        ],
    },
}
_FAMILIES = (("D", "党建保障"), ("J", "经济运行"), ("Z", "重点工作"))
_GRADES: list[dict[str, Any]] = [
    {"name": "优秀", "range": "[90, +∞)", "quota": {"share": "0.3"}},
    {"name": "良好", "range": "[80, 90)"},
    {"name": "一般", "range": "[60, 80)"},
    {"name": "较差", "range": "(-∞, 60)"},
]


def _plan(city: City) -> list[tuple[str, str, str, str, dict[str, int], list[tuple[str, str, list[str]]]]]:
    """Code, kind, name, the tag of its indicators, full marks by family, peer groups."""
    g = city.groups
    towns = [(f"TOWN-{code}", f"{name}乡镇街道组", g[f"TOWN-{code}"]) for code, name in COUNTIES]
    return [
        (
            "county",
            "category",
            "县区考评办法",
            "county",
            {"D": 20, "J": 50, "Z": 30},
            [("COUNTY", "县区组", g["COUNTY"])],
        ),
        (
            "party",
            "category",
            "市委部门和人民团体考评办法",
            "party",
            {"D": 60, "Z": 40},
            [("PARTY", "市委部门组", g["PARTY"]), ("MASS", "人民团体组", g["MASS"])],
        ),
        (
            "state",
            "category",
            "市级国家机关和部门考评办法",
            "state",
            {"D": 20, "J": 40, "Z": 40},
            [("ECONOMY", "市直经济部门组", g["ECONOMY"]), ("SOCIETY", "社会事业和综合部门组", g["SOCIETY"])],
        ),
        (
            "zone",
            "category",
            "园区和开发区考评办法",
            "zone",
            {"D": 15, "J": 60, "Z": 25},
            [("ZONE", "园区组", g["ZONE"])],
        ),
        (
            "soe",
            "category",
            "市属国有企业考评办法",
            "soe",
            {"D": 30, "J": 30, "Z": 40},
            [("SOE", "国有企业组", g["SOE"])],
        ),
        (
            "vertical",
            "category",
            "中央和省属驻市单位考评办法",
            "vertical",
            {"D": 40, "Z": 60},
            [("VERTICAL", "驻市单位组", g["VERTICAL"])],
        ),
        ("town", "special", "乡镇街道专项考评办法", "town", {"D": 30, "J": 20, "Z": 50}, towns),
        (
            "renewal",
            "special",
            "城市更新专项考评办法",
            "renewal",
            {"Z": 100},
            [("RENEWAL", "城市更新责任单位组", [*g["COUNTY"], "ZJ"])],
        ),
    ]


def documents(city: City, indicators: Sequence[Row], year: int) -> list[dict[str, Any]]:
    """All documents of a year, ready for the scheme loader."""
    return [_overall(city, indicators, year), *_detailed(city, indicators, year)]


def former_documents(city: City, indicators: Sequence[Row], year: int) -> list[dict[str, Any]]:
    """The schemes of the year before: more items for counties, and everything once a year."""
    yearly = [
        {**row, "frequency": "year", "in_schemes": row["in_schemes"].replace("former", "county")}
        for row in indicators
    ]
    return [{**document, "aggregation": []} for document in _detailed(city, yearly, year)]


def _detailed(city: City, indicators: Sequence[Row], year: int) -> list[dict[str, Any]]:
    made = []
    for code, kind, name, tag, marks, groups in _plan(city):
        rows = [row for row in indicators if tag in row["in_schemes"].split()]
        made.append(
            {
                **_frame(f"{code}-{year}", f"{year} 年{name}", year, kind),
                "groups": [{"code": c, "name": n, "members": members} for c, n, members in groups],
                "items": [*_families(rows, marks), *_events(kind)],
            }
        )
    return made


def _frame(code: str, name: str, year: int, kind: str) -> dict[str, Any]:
    return {
        "format": "dukao-scheme/1",
        "code": code,
        "name": name,
        "year": year,
        "kind": kind,
        "basis": [{"title": f"{year} 年度督查考核总体方案", "number": f"霁办发〔{year}〕6 号"}],
        "full_marks": "100",
        "rounding": {"total": 2, "family": 2, "item": 2},
        "order": ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
        "missing": "zero",
        "not_applicable": "rescale",
        "small_groups": {"below": 5, "action": "no_quota"},
        "grades": _GRADES,
        "vetoes": [
            {"code": "V-01", "name": "重大安全责任事故", "best_grade": "一般", "clause": "第二十三条"},
            {"code": "V-02", "name": "统计造假", "grade": "较差", "clause": "第二十四条"},
        ],
        "aggregation": [
            {"source": "month", "target": "quarter", "method": "last"},
            {
                "source": "quarter",
                "target": "year",
                "method": "weighted",
                "weights": ["20", "20", "20", "40"],
            },
        ],
    }


def _overall(city: City, rows: Sequence[Row], year: int) -> dict[str, Any]:
    """The overall scheme converts what the others gave; it is scored once a year."""
    members = [code for group, codes in city.groups.items() if not group.startswith("TOWN") for code in codes]
    items = [_item(row, Decimal(row["weight"])) for row in rows if row["in_schemes"] == "overall"]
    return {
        **_frame(f"overall-{year}", f"{year} 年督查考核总体办法", year, "overall"),
        "aggregation": [],
        "groups": [{"code": "ALL", "name": "全体市级考评对象", "members": members}],
        "items": [{"code": "T", "name": "年度综合", "children": items}],
    }


def _families(rows: Iterable[Row], marks: Mapping[str, int]) -> list[dict[str, Any]]:
    chosen = list(rows)
    families = []
    for letter, name in _FAMILIES:
        members = [row for row in chosen if row["code"].startswith(letter)]
        if members:
            weights = _shares([Decimal(row["weight"]) for row in members], Decimal(marks[letter]))
            families.append(
                {
                    "code": letter,
                    "name": name,
                    "children": [_item(row, weight) for row, weight in zip(members, weights, strict=True)],
                }
            )
    return families


def _item(row: Row, weight: Decimal) -> dict[str, Any]:
    number = int(row["code"].partition("-")[2])
    return {
        "code": row["code"],
        "name": row["name"],
        "weight": str(weight),
        "indicator": f"{row['code']}@1",
        "measure": row["measure"],
        "hard": row["hard"] == "1",
        "method": _METHODS[row["method"]],
        "standard": row["definition"],
        "clause": f"第{'六七八九'['DJZT'.index(row['code'][0])]}条第 {number} 项",
        "source": row["source"],
        "lead": row["lead"],
        "frequency": row["frequency"],
    }


def _events(kind: str) -> list[dict[str, Any]]:
    """Deductions and bonuses; what supervision decides counts once, in the schemes of a category."""
    at_once = kind == "category"
    negative: list[tuple[str, str, dict[str, Any], str]] = [
        ("N-01", "督办通报", {"kind": "deduction", "points": "2"}, "circular"),
        ("N-02", "约谈", {"kind": "deduction", "points": "1"}, "talk"),
    ]
    levels = [("national", "国家级", "1.0"), ("province", "省级", "0.8"), ("city", "市级", "0.5")]
    spread: dict[str, Any] = {
        "kind": "bonus",
        "levels": [{"code": code, "name": name, "points": points} for code, name, points in levels],
    }
    bonuses: list[tuple[str, str, dict[str, Any], str]] = [
        ("B-01", "典型经验推广", spread, ""),
        ("B-09", "督查表扬", {"kind": "bonus", "points": "0.2", "cap": "0.6"}, "praise"),
    ]
    return [
        {"code": "N", "name": "负面清单", "role": "negative",
         "children": [_countable(*entry, "第二十一条", at_once) for entry in negative]},
        {"code": "B", "name": "加分", "role": "bonus", "cap": "2",
         "children": [_countable(*entry, "第二十二条", at_once) for entry in bonuses]},
    ]  # fmt: skip


def _countable(
    code: str, name: str, method: dict[str, Any], occasion: str, clause: str, at_once: bool
) -> dict[str, Any]:
    suggested = {"occasion": occasion} if occasion and at_once else {}
    return {"code": code, "name": name, "clause": clause, "method": {**method, **suggested}}


def _shares(weights: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Split ``total`` in proportion, to half a tenth; the remainder goes to the heaviest item."""
    whole = sum(weights)
    shares = [(weight / whole * total).quantize(Decimal("0.1"), ROUND_HALF_UP) for weight in weights]
    heaviest = max(range(len(shares)), key=lambda place: weights[place])
    shares[heaviest] += total - sum(shares)
    return shares
