"""A slow second opinion: schemes scored cell by cell with fractions, sharing no code with the engine.

It reads the plain data of a scheme document (a dict, numbers as text) and covers one period with one value
per unit and item. Logarithms and roots are taken with 80 digits and then cut to 60, so that a tie is one.
"""

import math
import re
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

F = Fraction

DEEP = Context(prec=80)
BLOCKED, NOT_APPLICABLE = "blocked", "not_applicable"


def dec(value):
    return DEEP.divide(Decimal(value.numerator), Decimal(value.denominator))


def cut(number):
    """A deep decimal as a fraction of 60 digits: what is a tie to 60 digits is a tie."""
    return F(Context(prec=60).plus(number))


def rounding(rule):
    if rule in (None, "none"):
        return None, "half_up"
    if isinstance(rule, dict):
        return int(rule["places"]), rule.get("mode", "half_up")
    return int(rule), "half_up"


def round_to(value, rule):
    places, mode = rounding(rule)
    if places is None:
        return value
    # exact: numerator and denominator as integers, no decimal division involved
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    up = {
        "half_up": twice >= 0,
        "half_even": twice > 0 or (twice == 0 and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    return F((whole + up) * (1 if value >= 0 else -1), 10**places)


def hold(value, low, high):
    if high not in (None, "none") and value > F(high):
        value = F(high)
    if low not in (None, "none") and value < F(low):
        value = F(low)
    return value


# -- methods: each returns points, BLOCKED or NOT_APPLICABLE -------------------------------------------


def completion(m, full, unit, world):
    target = unit["target"]
    if target is None or target < 0:
        return BLOCKED
    if target == 0:
        rule = m.get("zero_target", "not_applicable")
        return {"not_applicable": NOT_APPLICABLE, "block": BLOCKED, "full": full, "zero": F(0)}[rule]
    ratio = unit["value"] / target
    if "ratio_places" in m:
        ratio = round_to(ratio, m["ratio_places"])
    if m.get("all_or_nothing"):
        return full if ratio >= 1 else F(0)
    if "threshold" in m and ratio < F(m["threshold"]):
        return F(0)
    return full * hold(ratio, m.get("floor", "0"), m.get("cap", "1"))


def reverse(m, full, unit, world):
    target, value = unit["target"], unit["value"]
    if target is None or target < 0 or (target == 0 and m["form"] == "deviation"):
        return BLOCKED
    cap, floor = m.get("cap", "1"), m.get("floor", "0")
    if m["form"] == "deviation":
        ratio = 2 - value / target
    elif value <= 0:
        return full * F(cap)
    else:
        ratio = target / value
    if "ratio_places" in m:
        ratio = round_to(ratio, m["ratio_places"])
    return full * hold(ratio, floor, cap)


def kept(m, ratio):
    return round_to(ratio, m.get("ratio_places"))


def efficacy(m, full, unit, world):
    higher = m.get("direction", "higher") == "higher"
    posts = {}
    for name in ("worst", "best"):
        post = m[name]
        if post == "group":
            values = [peer["value"] for peer in world.peers(unit, "group")]
            posts[name] = max(values) if (name == "best") == higher else min(values)
        elif post == "target":
            posts[name] = unit[name]
        else:
            posts[name] = F(post)
    worst, best, value = posts["worst"], posts["best"], unit["value"]
    if worst is None or best is None:
        return BLOCKED
    if best != worst and (best > worst) != higher:
        return BLOCKED
    log = m.get("transform", "none") == "log"
    if log and min(value, worst, best) <= 0:
        return BLOCKED
    base = F(m.get("base", "0"))
    if worst == best:
        return full * {"full": F(1), "base": base, "zero": F(0)}[m.get("if_equal", "full")]
    if log:
        ln = [DEEP.ln(dec(number)) for number in (value, worst, best)]
        k = cut(DEEP.divide(DEEP.subtract(ln[0], ln[1]), DEEP.subtract(ln[2], ln[1])))
    else:
        k = (value - worst) / (best - worst)
    if m.get("curve", "linear") == "exponential":
        share = cut(DEEP.power(dec(base), dec(1 - k)))
    else:
        share = base + (1 - base) * k
    if "ratio_places" in m:
        share = round_to(share, m["ratio_places"])
    return full * hold(share, m.get("floor", "0"), m.get("cap", "1"))


def rank(m, full, unit, world):
    peers = world.peers(unit, m.get("scope", "group"))
    if m.get("by", "value") == "completion":
        if unit["target"] is None or unit["target"] <= 0:
            return BLOCKED
        peers = [peer for peer in peers if peer["target"] is not None and peer["target"] > 0]
        figures = [kept(m, peer["value"] / peer["target"]) for peer in peers]
        own = kept(m, unit["value"] / unit["target"])
    else:
        figures, own = [peer["value"] for peer in peers], unit["value"]
    ahead = [x for x in figures if (x > own if m.get("direction", "higher") == "higher" else x < own)]
    place = 1 + (len(set(ahead)) if m.get("ties", "competition") == "dense" else len(ahead))
    if "points" in m:
        return F(m["points"][place - 1]) if place <= len(m["points"]) else F(m.get("beyond", "0"))
    return full * max(1 - F(m["step"]) * (place - 1), F(m.get("floor", "0")))


def ratio_to_best(m, full, unit, world):
    higher = m.get("direction", "higher") == "higher"
    values = [peer["value"] for peer in world.peers(unit, m.get("scope", "group"))]
    best = max(values) if higher else min(values)
    if best <= 0:
        return BLOCKED
    return full * max(F(0), kept(m, unit["value"] / best if higher else best / unit["value"]))


def goal_race(m, full, unit, world):
    if unit["target"] is None:
        return BLOCKED
    higher = m.get("direction", "higher") == "higher"

    def reaches(one):
        if one["target"] is None:
            return False
        return one["value"] >= one["target"] if higher else one["value"] <= one["target"]

    if not reaches(unit):
        return F(0)
    rivals = [peer["value"] for peer in world.peers(unit, m.get("scope", "group")) if reaches(peer)]
    ahead = [x for x in rivals if (x > unit["value"] if higher else x < unit["value"])]
    place = 1 + (len(set(ahead)) if m.get("ties", "competition") == "dense" else len(ahead))
    race = max(1 - F(m["step"]) * (place - 1), F(m.get("floor", "0")))
    return full * (F(m["goal"]) + (1 - F(m["goal"])) * race)


def measured(m, unit):
    if m.get("by", "value") == "value":
        return unit["value"]
    if unit["target"] is None or unit["target"] <= 0:
        return None
    return kept(m, unit["value"] / unit["target"])


def reward(part, full):
    return F(part["points"]) if "points" in part else full * F(part["ratio"])


def tiers(m, full, unit, world):
    value = measured(m, unit)
    if value is None:
        return BLOCKED
    for band in m["bands"]:
        text = band["range"]
        low, high = (edge.strip() for edge in text[1:-1].split(","))
        above = low == "-∞" or value > F(low) or (value == F(low) and text[0] == "[")
        under = high == "+∞" or value < F(high) or (value == F(high) and text[-1] == "]")
        if above and under:
            return reward(band, full)
    return reward(m["otherwise"], full)


def curve(m, full, unit, world):
    value = measured(m, unit)
    if value is None:
        return BLOCKED
    corners = [(F(corner["at"]), reward(corner, full)) for corner in m["corners"]]
    if value <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return corners[-1][1]


def event_points(m, unit):
    prices = {level["code"]: F(level["points"]) for level in m.get("levels", [])}
    worth = [
        (
            event["key"],
            event["level"],
            event["count"] * (F(m["points"]) if "points" in m else prices[event["level"]]),
        )
        for event in unit["events"]
    ]
    if m.get("same_key", "highest" if m["kind"] == "bonus" else "each") == "highest":
        best = {}
        for key, level, points in worth:
            if key and points > best.get(key, (None, F(-1)))[1]:
                best[key] = (level, points)
        worth = [row for row in worth if not row[0]] + [(key, *row) for key, row in best.items()]
    total = F(0)
    for code in {row[1] if "points" not in m else "" for row in worth}:
        part = sum((row[2] for row in worth if "points" in m or row[1] == code), F(0))
        limits = [
            F(level["limit"]) for level in m.get("levels", []) if level["code"] == code and "limit" in level
        ]
        total += min([part, *limits])
    return total


def priced(m, full, unit, world):
    count = unit["value"] or F(0)
    if count < 0 or (count and "points" not in m):
        return BLOCKED
    amount = count * F(m.get("points", "0")) + event_points(m, unit)
    if m["kind"] == "bonus":
        return hold(amount, None, m.get("cap"))
    return hold(full - amount, m.get("floor", "0" if full else None), None)


def shortfall(m, full, unit, world):
    standard = unit["target"] if m.get("standard", "target") == "target" else F(m["standard"])
    if standard is None or (m.get("relative") and standard <= 0):
        return BLOCKED
    gap = standard - unit["value"] if m.get("direction", "higher") == "higher" else unit["value"] - standard
    if m.get("relative"):
        gap /= standard
    steps = max(gap, F(0)) / F(m["per"])
    steps = {"continuous": steps, "floor": F(math.floor(steps)), "ceiling": F(math.ceil(steps))}[m["steps"]]
    return hold(full - steps * F(m["points"]), m.get("floor", "0" if full else None), None)


def margin(m, full, unit, world):
    standard = m.get("standard", "target")
    if standard == "target":
        standard = unit["target"]
        if standard is None:
            return BLOCKED
    elif standard in {"group", "all"}:
        values = [peer["value"] for peer in world.peers(unit, standard)]
        standard = sum(values, F(0)) / len(values)
    gap = unit["value"] - F(standard)
    if m.get("direction", "higher") == "lower":
        gap = -gap
    size = abs(gap) / F(m["per"])
    size = {"continuous": size, "floor": F(math.floor(size)), "ceiling": F(math.ceil(size))}[m["steps"]]
    score = full + (size if gap > 0 else -size) * F(m["points"])
    return hold(score, m.get("floor", "none"), m.get("cap", "none"))


class NoValue(ArithmeticError):
    """Division by nought."""


def calculated(text, names):
    """A formula by Python itself, on fractions: only ever given the formulas of the tests."""
    exact = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"F('\1')", text)
    try:
        return F(eval(exact, {"F": F, "min": min, "max": max, "abs": abs, "__builtins__": {}}, dict(names)))  # noqa: S307
    except ZeroDivisionError as error:
        raise NoValue from error


def formula(m, full, unit, world):
    names = {"full": full, "满分": full}
    for name, word in (("value", "实际值"), ("target", "目标值"), ("worst", "不允许值"), ("best", "满意值")):
        used = {name, word} & set(re.findall(r"[^\W\d]\w*", m["expression"]))
        if used and unit[name] is None:
            return BLOCKED
        names[name] = names[word] = unit[name]
    try:
        points = calculated(m["expression"], names)
    except NoValue:
        return BLOCKED
    low, high = (m.get(edge, usual) for edge, usual in (("floor", "0"), ("cap", "1")))
    return hold(points, low if low == "none" else full * F(low), high if high == "none" else full * F(high))


def conversion(m, full, unit, world):
    ratio = kept(m, unit["value"] / F(m.get("out_of", "100")))
    return full * hold(ratio, m.get("floor", "0"), m.get("cap", "1"))


METHODS = {
    "completion": completion,
    "reverse": reverse,
    "efficacy": efficacy,
    "rank": rank,
    "ratio_to_best": ratio_to_best,
    "goal_race": goal_race,
    "tiers": tiers,
    "curve": curve,
    "deduction": priced,
    "bonus": priced,
    "shortfall": shortfall,
    "margin": margin,
    "conversion": conversion,
    "formula": formula,
}


# -- values that are worked out ------------------------------------------------------------------------


def spelled(rule):
    """The formula of a value and its figures."""
    over = rule.get("over", "last_year")
    now, then = {"name": "now"}, {"name": "then", "over": over}
    scope = rule.get("scope", "group")
    sums = [
        {"name": "all_now", "of": f"{scope}_sum"},
        {"name": "all_then", "of": f"{scope}_sum", "over": over},
    ]
    match rule["kind"]:
        case "growth":
            return "(now - then) / abs(then) * 100", [now, then]
        case "increment":
            return "now - then", [now, then]
        case "contribution":
            return "(now - then) / (all_now - all_then) * 100", [now, then, *sums]
    return rule["expression"], rule["figures"]


def raw_figure(item, figure, cell):
    """A unit's own value of a figure; None where there is none."""
    match figure.get("over", "same"):
        case "same":
            return cell["value"] if cell["state"] == "reported" else None
        case earlier:
            return cell[earlier]


def derive_values(item, units, groups, cells):
    """Give every unit the value its item works out."""
    text, figures = spelled(item["value"])
    raw = {
        name: {
            figure["name"]: raw_figure(
                item, figure, cells[figure.get("indicator", item["code"]), figure.get("unit", name)]
            )
            for figure in figures
        }
        for name in units
    }
    own = [figure for figure in figures if figure.get("of", "own") == "own"]
    known = [name for name in units if all(raw[name][figure["name"]] is not None for figure in own)]
    for name, unit in units.items():
        asked = {
            item["code"],
            *(
                f.get("indicator", item["code"])
                for f in own
                if f.get("over", "same") == "same" and "unit" not in f
            ),
        }
        if any(cells[code, name]["state"] == "not_applicable" for code in asked):
            unit["state"] = "not_applicable"
            continue
        names = {}
        for figure in figures:
            scope, _, how = figure.get("of", "own").partition("_")
            if scope == "own":
                names[figure["name"]] = raw[name][figure["name"]]
                continue
            among = [
                raw[other][figure["name"]]
                for other in known
                if (scope == "all" or groups[other] == groups[name])
                and raw[other][figure["name"]] is not None
            ]
            total = sum(among, F(0))
            names[figure["name"]] = None if not among else total if how == "sum" else total / len(among)
        if any(value is None for value in names.values()):
            unit["state"] = "missing"
            continue
        try:
            unit["value"] = round_to(calculated(text, names), item["value"].get("rounding"))
            unit["state"] = "reported"
        except NoValue:
            unit["state"] = BLOCKED


class World:
    """One item as all units see it."""

    def __init__(self, units, groups):
        self.units, self.groups = units, groups

    def peers(self, unit, scope):
        here = [peer for peer in self.units.values() if peer["state"] == "reported"]
        if scope == "all":
            return here
        return [peer for peer in here if self.groups[peer["unit"]] == self.groups[unit["unit"]]]


def policy(raw):
    return {"kind": raw} if isinstance(raw, str) else dict(raw)


def items_of(nodes):
    for node in nodes:
        if "children" in node:
            yield from items_of(node["children"])
        else:
            yield node


def score_items(scheme, groups, cells):
    """Per item and unit: (score, how it is lost or None) or BLOCKED."""
    scores = {}
    for item in items_of(scheme["items"]):
        method = policy(item["method"])
        full = F(item.get("weight") or 0)
        rule = item.get("rounding", scheme["rounding"].get("item"))
        events_only = method["kind"] in {"deduction", "bonus"}
        units = {unit: {"unit": unit, **cells[item["code"], unit]} for unit in groups}
        for unit in units.values():
            if unit["state"] == "missing" and events_only:
                unit["state"], unit["value"] = "reported", F(0)
        if "value" in item:
            derive_values(item, units, groups, cells)
        outside = {name for name in units if groups[name] not in item.get("applies_to", [groups[name]])}
        for name in outside:
            units[name]["state"] = NOT_APPLICABLE
        world = World(units, groups)
        raw = {}
        for name, unit in units.items():
            if unit["state"] == "reported":
                raw[name] = METHODS[method["kind"]](method, full, unit, world)
            else:
                raw[name] = unit["state"]
        rounded = {name: round_to(x, rule) for name, x in raw.items() if isinstance(x, F)}

        def average(name, scope="group", rounded=rounded, rule=rule):
            peers = [x for other, x in rounded.items() if scope == "all" or groups[other] == groups[name]]
            return round_to(sum(peers, F(0)) / len(peers), rule) if peers else BLOCKED

        def absent(name, average=average, full=full, rule=rule, item=item, outside=outside):
            how = policy(item.get("not_applicable", scheme.get("not_applicable", "rescale")))
            if name in outside and "not_applicable" not in item and how["kind"] not in {"rescale", "spread"}:
                return F(0), "total"
            match how["kind"]:
                case "rescale":
                    return F(0), how.get("scope", "total")
                case "spread":
                    return F(0), "spread"
                case "full":
                    return round_to(full, rule), None
                case "peer_average":
                    return average(name), None
            return F(0), None

        for name in groups:
            state = raw[name]
            if isinstance(state, F):
                scores[item["code"], name] = (rounded[name], None)
            elif state == BLOCKED:
                scores[item["code"], name] = (BLOCKED, None)
            elif state == NOT_APPLICABLE:
                scores[item["code"], name] = absent(name)
            else:
                how = policy(item.get("missing", scheme.get("missing", "block")))
                scores[item["code"], name] = {
                    "zero": lambda name: (F(0), None),
                    "share": lambda name, how=how, full=full, rule=rule: (
                        round_to(full * F(how["ratio"]), rule),
                        None,
                    ),
                    "peer_average": lambda name, average=average: (average(name), None),
                    "regional_mean": lambda name, average=average: (average(name, "all"), None),
                    "rescale": lambda name, how=how: (F(0), how.get("scope", "total")),
                    "skip": absent,
                    "block": lambda name: (BLOCKED, None),
                }[how["kind"]](name)
    return scores


class Node:
    """Score, full marks, what applies, and how the node is lost."""

    def __init__(self, score, full, applicable, share, lost=None):
        self.score, self.full, self.applicable, self.share, self.lost = score, full, applicable, share, lost

    @property
    def counts(self):
        return self.lost is None and (not self.full or self.applicable > 0)


def combine(kind, children):
    """(score, full, applicable) or BLOCKED."""
    if any(child.score == BLOCKED for child in children):
        return BLOCKED
    if kind == "sum":
        full = sum((child.full for child in children), F(0))
        applicable = sum((child.applicable for child in children), F(0))
        spread = sum((child.full for child in children if child.lost == "spread"), F(0))
        takers = [child for child in children if child.full and child.counts]
        score = sum((child.score for child in children), F(0))
        if spread and takers:
            score += sum((child.score / child.full * spread / len(takers) for child in takers), F(0))
        lost = sum((child.full for child in children if child.lost == "family"), F(0))
        if lost:
            kept = applicable - lost
            score, applicable = (score * applicable / kept, applicable) if kept > 0 else (score, F(0))
        if spread and applicable - spread <= 0:
            applicable = F(0)
        return score, full, applicable
    full = children[0].full
    counted = [child for child in children if child.counts]
    shares = [F(1) if kind == "mean" else child.share for child in counted]
    if sum(shares, F(0)) <= 0:
        return F(0), full, F(0)
    scores = [
        child.score * child.full / child.applicable
        if child.full and child.applicable < child.full
        else child.score
        for child in counted
    ]
    whole = sum(shares, F(0))
    if kind in {"mean", "weighted_mean"}:
        return sum((s * x for s, x in zip(shares, scores, strict=True)), F(0)) / whole, full, full
    pairs = [(s, x) for s, x in zip(shares, scores, strict=True) if s]
    if any(x <= 0 for _, x in pairs):
        return F(0), full, full
    if kind == "harmonic_mean":
        return whole / sum((s / x for s, x in pairs), F(0)), full, full
    exponent = Decimal(0)
    for s, x in pairs:
        exponent = DEEP.add(exponent, DEEP.multiply(dec(s / whole), DEEP.ln(dec(x))))
    return cut(DEEP.exp(exponent)), full, full


def work(node, scheme, unit, scores):
    share = F(node.get("share", "1"))
    if "children" not in node:
        full = F(node.get("weight") or 0)
        score, lost = scores[node["code"], unit]
        return Node(score, full, F(0) if lost == "total" else full, share, lost)
    made = combine(
        node.get("combine", "sum"), [work(child, scheme, unit, scores) for child in node["children"]]
    )
    if made == BLOCKED:
        return Node(BLOCKED, F(0), F(0), share)
    score, full, applicable = made
    if node.get("weight") is not None and full:
        factor = F(node["weight"]) / full
        score, full, applicable = score * factor, full * factor, applicable * factor
    score = hold(score, node.get("floor"), node.get("cap")) if applicable > 0 or not full else F(0)
    rule = node.get("rounding", scheme["rounding"].get("family"))
    return Node(round_to(score, rule), full, applicable, share)


def within(value, text):
    low, high = (edge.strip() for edge in text[1:-1].split(","))
    above = low == "-∞" or value > F(low) or (value == F(low) and text[0] == "[")
    return above and (high == "+∞" or value < F(high) or (value == F(high) and text[-1] == "]"))


def each_fact_once(scheme, groups, cells):
    """The cells with events left out whose fact another item of the family counts higher."""
    cells = dict(cells)
    for family in scheme["items"]:
        if family.get("same_key", "each") != "highest":
            continue
        for unit in groups:
            best = {}
            for order, item in enumerate(items_of(family["children"])):
                prices = {level["code"]: F(level["points"]) for level in item["method"].get("levels", [])}
                for event in cells[item["code"], unit]["events"]:
                    price = (
                        F(item["method"]["points"]) if "points" in item["method"] else prices[event["level"]]
                    )
                    rank = (price * event["count"], -order)
                    if event["key"] and rank > best.get(event["key"], ((F(-1), 0), None))[0]:
                        best[event["key"]] = (rank, event)
            for item in items_of(family["children"]):
                cell = cells[item["code"], unit]
                kept = [one for one in cell["events"] if not one["key"] or best[one["key"]][1] is one]
                cells[item["code"], unit] = cell | {"events": kept}
    return cells


def counts(family, total, scheme, unit, scores, cells):
    """Whether a bonus family's conditions are met."""
    for condition in family.get("when", []):
        if "node" in condition:
            node = next(one for one in nodes_of(scheme["items"]) if one["code"] == condition["node"])
            kind = "family" if "children" in node else "item"
            rule = node.get("rounding", scheme["rounding"].get(kind))
            made = work(node, scheme, unit, scores).score
            figure = round_to(made, 8 if rounding(rule)[0] is None else rule)
        elif "indicator" in condition:
            cell = cells[condition["indicator"], unit]
            figure = cell["value"] if cell["state"] == "reported" else None
        else:
            figure = total
        if figure is None or not within(figure, condition["range"]):
            return False
    return True


def nodes_of(nodes):
    for node in nodes:
        yield node
        yield from nodes_of(node.get("children", []))


def score(scheme, groups, cells):
    """Totals per unit (None where blocked), places overall and in the group."""
    cells = each_fact_once(scheme, groups, cells)
    scores = score_items(scheme, groups, cells)
    order = scheme.get("order") or ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"]
    totals = {}
    for unit in groups:
        top = [
            (node.get("role", "scored"), work(node, scheme, unit, scores), node) for node in scheme["items"]
        ]
        if any(node.score == BLOCKED for _, node, _ in top):
            totals[unit] = None
            continue
        made = combine(scheme.get("combine", "sum"), [node for role, node, _ in top if role == "scored"])
        total, full, applicable = made
        if full and applicable <= 0:
            totals[unit] = None
            continue
        for step in order:
            if step == "rescale" and full and applicable < full:
                total = total * full / applicable
            if step in {"deduct", "bonus"}:
                role = "negative" if step == "deduct" else "bonus"
                extra = [
                    node.score
                    for kind, node, written in top
                    if kind == role and counts(written, total, scheme, unit, scores, cells)
                ]
                total += sum(extra, F(0))
            if step == "cap":
                total = hold(total, scheme.get("floor"), scheme.get("cap"))
            if step == "round":
                total = round_to(total, scheme["rounding"]["total"])
        totals[unit] = total
    return totals, places(totals, groups, scheme), scores


def places(totals, groups, scheme):
    dense = scheme.get("ties", "competition") == "dense"
    found = {}
    for unit, total in totals.items():
        for scope in ("all", "group"):
            peers = [
                other
                for name, other in totals.items()
                if other is not None and (scope == "all" or groups[name] == groups[unit])
            ]
            ahead = [] if total is None else [other for other in peers if other > total]
            found[unit, scope] = None if total is None else 1 + (len(set(ahead)) if dense else len(ahead))
    return found
