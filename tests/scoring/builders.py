"""Small schemes and facts for tests, written as plain data."""

from dukao.scoring import Fact, FactState, Period, RosterUnit, Target, scheme_from_data, score

SEPTEMBER = Period.parse("2026-09")


def scheme_of(items, **parts):
    """A scheme of these items (dicts); full marks follow from the weights."""
    document = {
        "format": "dukao-scheme/1",
        "code": "test",
        "name": "试算办法",
        "year": 2026,
        "rounding": {"total": 2, "item": 2},
        "items": [{"name": item["code"], **item} for item in items],
        **parts,
    }
    if "full_marks" not in document:
        weights = [str(item.get("weight", "0")) for item in document["items"]]
        document["full_marks"] = str(sum(map(_number, weights)))
    return scheme_from_data(document)


def _number(text):
    from decimal import Decimal

    return Decimal(text)


def facts_of(values, item="a", period=SEPTEMBER):
    """Facts from {unit: value}; None is left out, "n/a" is not applicable."""
    rows = []
    for unit, value in values.items():
        if value == "n/a":
            rows.append(Fact(unit, item, period, None, FactState.NOT_APPLICABLE))
        elif value is not None:
            rows.append(Fact(unit, item, period, value))
    return rows


def item_scores(method, weight, values, target=None, *, rounding=2, **parts):
    """Published scores of one item with this method, per unit."""
    scheme = scheme_of(
        [{"code": "a", "weight": weight, "method": method, "rounding": rounding, **parts}],
        rounding={"total": 2},
        missing="zero",
    )
    targets = [] if target is None else [Target("*", "a", SEPTEMBER, target)]
    roster = [RosterUnit(unit, group="g") for unit in values]
    result = score(scheme, facts_of(values), period=SEPTEMBER, targets=targets, roster=roster)
    assert all(result.explain(unit).adds_up for unit in values)
    return {unit: str(result.score(unit, "a").score) for unit in values}


def one_score(method, weight, value, target=None, **parts):
    return item_scores(method, weight, {"u": value}, target, **parts)["u"]
