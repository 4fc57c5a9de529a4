"""What a method or a worked out value begins with when it is chosen."""

from __future__ import annotations

#: What a method starts with when it is chosen: valid at once, for the drafter to adjust.
STARTS: dict[str, dict[str, object]] = {
    "reverse": {"form": "ratio"},
    "efficacy": {"worst": "group", "best": "group", "base": "0.6"},
    "rank": {"step": "0.05"},
    "goal_race": {"goal": "0.4", "step": "0.05"},
    "tiers": {
        "by": "completion",
        "bands": [
            {"range": "[100%, +∞)", "ratio": "1"},
            {"range": "[80%, 100%)", "ratio": "0.8"},
            {"range": "(-∞, 80%)", "ratio": "0"},
        ],
    },
    "curve": {"by": "completion", "corners": [{"at": "0.8", "ratio": "0.6"}, {"at": "1", "ratio": "1"}]},
    "deduction": {"points": "1"},
    "shortfall": {"per": "1", "points": "0.1", "steps": "continuous"},
    "bonus": {"points": "1", "cap": "2"},
    "margin": {"per": "0.1", "points": "0.1", "steps": "floor"},
    "formula": {"expression": "满分 * 实际值 / 目标值"},
}
#: What a worked out value starts with, likewise.
VALUE_STARTS: dict[str, dict[str, object]] = {
    "growth": {"rounding": 2},
    "increment": {},
    "contribution": {"rounding": 2},
    "formula": {
        "expression": "甲 / 乙",
        "figures": [{"name": "甲"}, {"name": "乙", "over": "last_year"}],
        "rounding": 2,
    },
}
