"""Lists: columns, sorting, conditions, saved views and pages, all of it in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import parse_qs, parse_qsl, urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Column:
    """A column; ``sort`` is the field to order by, "" when it does not sort."""

    key: str
    label: str
    sort: str = ""
    numeric: bool = False
    unit: str = ""
    hidden_label: bool = False


@dataclass(frozen=True)
class Choice:
    """A condition: one of the options, or ``many`` of them."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    many: bool = False

    def words(self, chosen: Sequence[str]) -> str:
        return "、".join(label for value, label in self.options if value in chosen)


@dataclass(frozen=True)
class Choosing:
    """A condition with what is chosen of it, and the rest of the address."""

    choice: Choice
    chosen: tuple[str, ...]
    rest: str

    @property
    def words(self) -> str:
        return self.choice.words(self.chosen)

    def turned(self, value: str) -> str:
        """The address's query with this option added, or taken out when it is already chosen."""
        if value in self.chosen:
            wanted = [one for one in self.chosen if one != value]
        else:
            wanted = [*(self.chosen if self.choice.many else ()), value]
        own = urlencode({self.choice.key: wanted}, doseq=True)
        return "&".join(part for part in (self.rest, own) if part)


#: Letters, digits and the hyphen of double width, each beside its plain sign in Unicode.
_WIDE = (0xFF0D, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_NARROW = {sign: sign - 0xFEE0 for sign in _WIDE}


@dataclass(frozen=True)
class SavedView:
    """A named set of conditions, written as the query string it stands for."""

    label: str
    query: str
    count: int | None = None
    hot: bool = False


def searched(typed: str) -> str:
    """Search words without what no database takes: control characters, endless text.

    Letters and digits as a Chinese keyboard widens them are those of the numbers they are meant for.

    >>> searched(" 水库 " + chr(0)), searched("ＤＢ－２０２６")
    ('水库', 'DB-2026')
    """
    seen = "".join(character for character in typed if character.isprintable())
    return seen.translate(_NARROW).strip()[:LONGEST_SEARCH]


class Listing:
    """What one list shows for one address; unknown values in the address are dropped, never an error.

    ``carried`` names further parts of the address that belong to the page and outlive every press.

    >>> columns = (Column("name", "单位", sort="name"), Column("score", "得分", sort="score", numeric=True))
    >>> lamps = Choice("lamp", "灯", (("red", "红"), ("yellow", "黄")), many=True)
    >>> query = QueryDict("lamp=red&lamp=pink&sort=-score&page=2")
    >>> listing = Listing(query, columns=columns, choices=(lamps,))
    >>> listing.chosen, listing.ordering, listing.in_words
    ({'lamp': ['red']}, ('-score', 'pk'), '灯：红')
    >>> listing.sort_query(columns[1])
    'lamp=red&sort=score'
    """

    def __init__(
        self,
        query: QueryDict,
        *,
        columns: Sequence[Column] = (),
        choices: Sequence[Choice] = (),
        views: Sequence[SavedView] = (),
        default_sort: str = "",
        per_page: int = 50,
        searchable: str = "",
        carried: Sequence[str] = (),
        rows: QuerySet[Any] | Sequence[Any] | None = None,
    ) -> None:
        self.columns, self.choices, self.views = tuple(columns), tuple(choices), tuple(views)
        self.per_page, self.searchable = per_page, searchable
        self.default_sort = default_sort
        self.search = searched(query.get("q", "")) if searchable else ""
        self.carried = {key: query.getlist(key) for key in carried if key in query}
        self.chosen = {choice.key: self._cleaned(choice, query) for choice in choices}
        self.chosen = {key: values for key, values in self.chosen.items() if values}
        self.sort = self._known_sort(query.get("sort", "")) or default_sort
        self._page_number = query.get("page", "1")
        self._rows: QuerySet[Any] | Sequence[Any] = [] if rows is None else rows

    def show(self, rows: QuerySet[Any] | Sequence[Any]) -> Listing:
        """Rows that already meet the conditions; a queryset is ordered and cut here."""
        self._rows = rows
        self.__dict__.pop("page", None)
        return self

    @property
    def ordering(self) -> tuple[str, ...]:
        """For ``order_by``; the key breaks ties, so that pages never repeat a row."""
        return (self.sort, "pk") if self.sort else ("pk",)

    @cached_property
    def page(self) -> Page[Any]:
        rows = self._rows
        if isinstance(rows, QuerySet) and (self.sort or not rows.ordered):
            rows = rows.order_by(*self.ordering)
        return Paginator(rows, self.per_page).get_page(self._page_number)

    @property
    def rows(self) -> Sequence[Any]:
        return cast(Sequence[Any], self.page.object_list)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def page_numbers(self) -> list[int | None]:
        """Page numbers to offer; ``None`` stands for a gap."""
        ellipsis = self.page.paginator.ELLIPSIS
        offered = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [None if number == ellipsis else int(number) for number in offered]

    @property
    def in_words(self) -> str:
        """The conditions as a sentence: 灯：红、黄；名称含“水库”."""
        parts = [
            f"{choice.label}：{choice.words(self.chosen[choice.key])}"
            for choice in self.choices
            if choice.key in self.chosen
        ]
        if self.search:
            parts.append(f"{self.searchable}含“{self.search}”")
        return "；".join(parts)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form sends along with the words."""
        return parse_qsl(self.query(q=None))

    def query(self, **changes: Any) -> str:
        """The address's query with these parts replaced; ``None`` takes a part out.

        Changing anything starts again at the first page.
        """
        parts: dict[str, Any] = {
            **self.carried,
            **self.chosen,
            "q": self.search,
            "sort": self.sort if self.sort != self.default_sort else "",
        }
        parts.update(changes)
        return urlencode({key: value for key, value in parts.items() if value}, doseq=True)

    @property
    def bare_query(self) -> str:
        """No condition at all; only what the page itself carries."""
        return urlencode(self.carried, doseq=True)

    def view_query(self, view: SavedView) -> str:
        return "&".join(part for part in (self.bare_query, view.query) if part)

    def sort_query(self, column: Column) -> str:
        """Sorting by this column; a second press turns it round."""
        descending = self.sort == f"-{column.sort}"
        first = column.sort if not column.numeric else f"-{column.sort}"
        turned = column.sort if descending else f"-{column.sort}"
        return self.query(sort=turned if self.sort in {column.sort, f"-{column.sort}"} else first)

    def sorted_by(self, column: Column) -> str:
        """For aria-sort: "ascending", "descending" or ""."""
        if not column.sort:
            return ""
        return {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self.sort, "")

    def choosing(self, choice: Choice) -> Choosing:
        return Choosing(choice, tuple(self.chosen.get(choice.key, ())), self._query_without(choice))

    def _query_without(self, choice: Choice) -> str:
        # A page offers some dozens of options: what they share is written once.
        return self.query(**{choice.key: None}) if choice.key in self.chosen else self._whole_query

    @cached_property
    def _whole_query(self) -> str:
        return self.query()

    def is_view(self, view: SavedView) -> bool:
        """True when the address shows exactly this view, whatever its sorting and page."""
        wanted = {key: sorted(values) for key, values in parse_qs(view.query).items() if key != "sort"}
        shown = {key: sorted(values) for key, values in self.chosen.items()}
        return wanted == ({**shown, "q": [self.search]} if self.search else shown)

    def _cleaned(self, choice: Choice, query: QueryDict) -> list[str]:
        known = [value for value, _ in choice.options]
        chosen = [value for value in dict.fromkeys(query.getlist(choice.key)) if value in known]
        return chosen if choice.many else chosen[:1]

    def _known_sort(self, wanted: str) -> str:
        return (
            wanted
            if wanted.removeprefix("-") in {column.sort for column in self.columns if column.sort}
            else ""
        )
