"""The units of a run in a fixed order, sorted by peer group, so that every group is one slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Roster:
    """Units by group then code. `groups` are the peer groups in effect, small ones already merged."""

    units: tuple[str, ...]
    groups: tuple[str, ...]  # the group of each unit
    names: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def position(self) -> dict[str, int]:
        return {unit: index for index, unit in enumerate(self.units)}

    @cached_property
    def group_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.groups))

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Where each group begins."""
        first = [
            index for index, group in enumerate(self.groups) if index == 0 or group != self.groups[index - 1]
        ]
        return np.array(first, dtype=np.intp)

    @cached_property
    def group_index(self) -> NDArray[np.intp]:
        """The number of the group of each unit."""
        order = {code: index for index, code in enumerate(self.group_codes)}
        return np.array([order[group] for group in self.groups], dtype=np.intp)

    def members(self, group: str) -> slice:
        """Where the units of this group stand."""
        first = self.groups.index(group)
        return slice(first, first + self.groups.count(group))

    def label(self, unit: str) -> str:
        return self.names.get(unit) or unit
