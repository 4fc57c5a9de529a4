"""Reaching into plain data by a dotted key: "otherwise.points"."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]


def taken(data: Plain, key: str) -> Any:
    """The value at ``key``; ``None`` where nothing stands. A bare word stands for its kind."""
    here: Any = data
    for step in key.split("."):
        if isinstance(here, str):
            here = {"kind": here}
        if not isinstance(here, dict) or step not in here:
            return None
        here = here[step]
    return here


def put(data: Plain, key: str, value: Any) -> None:
    """``value`` stands at ``key``; ``None`` takes it out, together with parts that this leaves empty."""
    first, _, rest = key.partition(".")
    if not rest:
        if value is None:
            data.pop(first, None)
        else:
            data[first] = value
        return
    inner = data.get(first)
    inner = {"kind": inner} if isinstance(inner, str) else dict(inner or {})
    put(inner, rest, value)
    if inner:
        data[first] = inner
    else:
        data.pop(first, None)
