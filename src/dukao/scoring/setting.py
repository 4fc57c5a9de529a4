"""What a run is computed over: the scheme, the facts in blocks, the periods and who is compared with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Cell
from dukao.scoring.engines import Engine
from dukao.scoring.peers import Peers
from dukao.scoring.periods import Period
from dukao.scoring.scheme import Scheme


@dataclass(frozen=True)
class Setting:
    """What all items of a run share."""

    scheme: Scheme
    blocks: FactBlocks
    periods: tuple[Period, ...]
    group_peers: Peers
    all_peers: Peers
    #: Events that do not count because another item of their family counts the same fact: by item and
    #: cell their places.
    repeats: Mapping[str, Mapping[Cell, set[int]]] = field(default_factory=dict)
    engine: Engine = Engine.NUMPY

    @classmethod
    def of(
        cls, scheme: Scheme, blocks: FactBlocks, periods: tuple[Period, ...], engine: Engine = Engine.NUMPY
    ) -> Setting:
        """The setting over the roster of these blocks; a group that is everyone is compared once only."""
        compiled = engine is Engine.NUMBA
        group = everyone = Peers.of(blocks.roster, compiled=compiled)
        if len(group.starts) > 1:
            everyone = Peers.of(blocks.roster, "all", compiled=compiled)
        return cls(scheme, blocks, periods, group, everyone, engine=engine)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.periods), len(self.blocks.roster.units)
