"""One scheme on one set of facts, ready for replays: fast where rates allow it, else through the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.engine import Run, run_scheme
from dukao.scoring.periods import Period
from dukao.scoring.roster import Roster
from dukao.scoring.scheme import Scheme
from dukao.scoring.simulation.levers import Levers, Units
from dukao.scoring.simulation.rates import Rates, rates_of
from dukao.scoring.simulation.replaying import Replayer, Replays
from dukao.scoring.simulation.reweighting import reweighted
from dukao.scoring.whole import Ints

Ranks = NDArray[np.int32]  # replay, period, unit; nought without a total
Scope = Literal["group", "all"]
#: How far a long piece of work is: what is done, of how much.
Report = Callable[[int, int], None]

#: Replays × cells held at once: enough to keep matrix products busy, little enough for a processor's cache.
_AT_ONCE = 120_000


@dataclass(frozen=True)
class Model:
    """Ranks of a scheme under any weights. `scope`: places in the peer group, or among all units."""

    scheme: Scheme
    blocks: FactBlocks
    periods: tuple[Period, ...]
    scope: Scope

    @classmethod
    def of(cls, scheme: Scheme, blocks: FactBlocks, periods: Sequence[Period]) -> Model:
        scope: Scope = "group" if len(blocks.roster.group_codes) > 1 else "all"
        model = cls(scheme, blocks, tuple(periods), scope)
        _ = model._rates  # what is wrong with the scheme is said now
        return model

    @cached_property
    def _rates(self) -> Rates:
        return rates_of(self.scheme, self.blocks, self.periods)

    @property
    def levers(self) -> Levers:
        return self._rates.levers

    @property
    def run(self) -> Run:
        return self._rates.run

    @property
    def roster(self) -> Roster:
        return self.blocks.roster

    @property
    def stiff(self) -> tuple[str, ...]:
        """Items whose scores do not follow their weights, so that every replay asks the engine."""
        return self._rates.stiff

    @cached_property
    def is_fast(self) -> bool:
        """Whether matrix products may stand in for the engine: tried out each time, never assumed.

        With the declared weights and with others, every place must be the engine's and no total further off
        than one last place (a tie within the slack of the grid).
        """
        if self._rates.stiff or not self._agrees(self.levers.declared, self.run):
            return False
        probe = self._rates.probe
        return self._agrees(probe, self._scored(probe))

    def _agrees(self, row: Units, run: Run) -> bool:
        totals = self._replayer.replay(row[None, :]).totals.reshape(self._rates.shape)
        there = ~run.standing.blocked
        off = np.abs(totals - run.standing.totals.numerator.array)[there]
        placed = self._fast_ranks(row[None, :])[0]
        return bool((off <= 1).all() and (placed == self._of_run(run)).all())

    def _scored(self, row: Units) -> Run:
        """A full scoring with these weights."""
        return run_scheme(reweighted(self.levers, row.tolist()), self.blocks, self.periods)

    @cached_property
    def declared_ranks(self) -> Ranks:
        """Places with the declared weights, by the engine: periods × units."""
        return self._of_run(self.run)

    def ranks(self, units: Units, report: Report | None = None) -> Ranks:
        """Places under each of these weightings."""
        found = np.zeros((len(units), *self._rates.shape), dtype=np.int32)
        step = max(_AT_ONCE // max(found[0].size, 1), 1) if self.is_fast else 1
        for first in range(0, len(units), step):
            rows = units[first : first + step]
            found[first : first + step] = (
                self._fast_ranks(rows) if self.is_fast else self.engine_ranks(rows[0])[None]
            )
            if report is not None:
                report(min(first + step, len(units)), len(units))
        return found

    def engine_ranks(self, row: Units) -> Ranks:
        """Places under one weighting, by a full scoring."""
        return self._of_run(self._scored(row))

    def _of_run(self, run: Run) -> Ranks:
        places = run.standing.in_group if self.scope == "group" else run.standing.overall
        return places.astype(np.int32)

    @cached_property
    def _replayer(self) -> Replayer:
        return Replayer(self._rates)

    def _fast_ranks(self, units: Units) -> Ranks:
        """Totals by matrix product, places by the engine's own ranking."""
        replays, (periods, cells) = self._replayer.replay(units), self._rates.shape
        rows = len(units) * periods
        keys = [key.reshape(rows, cells) for key in self._keys(replays, len(units))]
        there = np.tile(~self.run.standing.blocked, (len(units), 1))
        setting = self.run.setting
        peers = setting.group_peers if self.scope == "group" else setting.all_peers
        places = peers.places(keys, there, self.scheme.ties.mode)
        small = self.scheme.small_groups
        if self.scope == "group" and small is not None and small.action == "no_rank":
            places = np.where(np.tile(self.run.standing.in_group, (len(units), 1)) == 0, 0, places)
        return places.reshape(len(units), periods, cells).astype(np.int32)

    def _keys(self, replays: Replays, runs: int) -> list[Ints]:
        """Totals, then what the tie chain compares; indicators are the same in every replay."""
        keys: list[Ints] = [replays.totals]
        for link in self.scheme.ties.chain:
            sign = 1 if link.better == "higher" else -1
            if link.node is not None:
                keys.append(replays.nodes[link.node] * sign)
                continue
            series = self.blocks.series.get((link.indicator or "", "value"))
            if series is not None:
                readings = series.read(self.periods, "last")
                keys.append(np.tile(readings.present.astype(np.int64), (runs, 1)))
                keys.append(np.tile(readings.values.array * sign, (runs, 1)))
        return keys
