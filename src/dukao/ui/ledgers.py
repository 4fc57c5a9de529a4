"""A ledger as its address asks for it: views, conditions, grouping, and where it goes on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import parse_qs, urlencode

from django.http import QueryDict

from dukao.kernel.counting import count_words
from dukao.kernel.keyset import Cursor
from dukao.ui.environment import url
from dukao.ui.tables import Choice, Column, Listing


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view: of the house, or a person's own."""

    label: str
    href: str
    current: bool
    count: str | None = None
    hot: bool = False
    own: int | None = None


class LedgerListing(Listing):
    """One address of a ledger. What is not known in it is dropped; ``hidden`` views are not this person's."""

    #: The address's name, views and groupings by key (the first is the usual one), and what the unit is to
    #: a row.
    url_name: ClassVar[str]
    views_known: ClassVar[Mapping[str, str]]
    groups_known: ClassVar[Mapping[str, str]]
    unit_word: ClassVar[str]
    #: Views that tell who is behind, and turn red when somebody is.
    hot: ClassVar[Sequence[str]] = ()

    def __init__(
        self, query: QueryDict, *, choices: Sequence[Choice], searchable: str, hidden: Sequence[str] = (),
        carried: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.asked_query = query
        self.shown_views = {key: word for key, word in self.views_known.items() if key not in hidden}
        super().__init__(
            query, columns=(Column("due", "时限", sort="due_on"),), choices=choices, searchable=searchable,
            carried=("view", "group", "unit", *carried),
        )  # fmt: skip

    @cached_property
    def _asked(self) -> tuple[Hashable, ...]:
        asked = tuple((key, tuple(values)) for key, values in self.asked_query.lists())
        return self.url_name, asked, self.choices, tuple(self.shown_views), self.unit

    def __eq__(self, other: object) -> bool:
        """The same question to the same ledger; whatever is drawn of one serves the other."""
        return isinstance(other, LedgerListing) and self._asked == other._asked

    def __hash__(self) -> int:
        return hash(self._asked)

    @property
    def unit(self) -> tuple[int, str] | None:
        """The unit asked for: its id and how it is called."""
        return None

    @property
    def usual_group(self) -> str:
        return next(iter(self.groups_known))

    @property
    def view(self) -> str:
        asked = self.asked_query.get("view", "")
        return asked if asked in self.shown_views else next(iter(self.views_known))

    @property
    def title(self) -> str:
        return self.views_known[self.view]

    @property
    def grouping(self) -> str:
        asked = self.asked_query.get("group", "")
        return asked if asked in self.groups_known else self.usual_group

    @property
    def is_newest_first(self) -> bool:
        """What is settled is looked up from the end."""
        return self.sort == "-due_on" or (self.view == "settled" and not self.sort)

    @property
    def after(self) -> Cursor | None:
        return Cursor.read(self.asked_query.get("after", ""))

    @property
    def before(self) -> Cursor | None:
        return Cursor.read(self.asked_query.get("before", ""))

    @property
    def is_bare(self) -> bool:
        return not (self.chosen or self.search or self.unit)

    @property
    def address(self) -> str:
        return f"{url(self.url_name)}?{self.query()}"

    def with_part(self, key: str, *values: str) -> str:
        """The address with another value of what the page carries; without one, it is taken out."""
        kept, self.carried = self.carried, {**self.carried, key: list(values)}
        try:
            return self.query()
        finally:
            self.carried = kept

    def without_unit(self) -> str:
        return self.with_part("unit")

    def tabs(self, counts: Mapping[str, int], own: Sequence[tuple[int, str, str]] = ()) -> tuple[Tab, ...]:
        """The views of the house with their counts, then the person's own by id, name and address."""
        here = self.is_bare and not any(self._is_own(query) for _, _, query in own)
        usual = next(iter(self.views_known))
        house = (
            Tab(
                label, f"?{urlencode({'view': name})}" if name != usual else "?", here and self.view == name,
                count_words(counts[name]) if name in counts else None,
                hot=name in self.hot and counts.get(name, 0) > 0,
            )
            for name, label in self.shown_views.items()
        )  # fmt: skip
        kept = (Tab(name, f"?{query}", self._is_own(query), own=pk) for pk, name, query in own)
        return (*house, *kept)

    def _is_own(self, query: str) -> bool:
        return parse_qs(query) == parse_qs(self.query())

    @property
    def in_words(self) -> str:
        parts = [f"{self.unit_word}：{self.unit[1]}" if self.unit else "", super().in_words]
        return "；".join(part for part in parts if part)

    @property
    def bare_query(self) -> str:
        return urlencode({key: value for key, value in self.carried.items() if key != "unit"}, doseq=True)


def numbers(values: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def recent_years(year: int, many: int = 4) -> tuple[tuple[str, str], ...]:
    """The options of a year, the newest first."""
    return tuple((str(year - back), f"{year - back} 年") for back in range(many))
