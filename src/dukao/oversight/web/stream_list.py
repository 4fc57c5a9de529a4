"""The stream as its address asks for it: kinds as chips, a unit, a span."""

from __future__ import annotations

from django.http import QueryDict

from dukao.kernel.clock import today
from dukao.organisations.selectors import units_answering_to
from dukao.organisations.vocabulary import Tree
from dukao.oversight.selectors.stream import Asked
from dukao.oversight.vocabulary import Kind, Span
from dukao.ui.tables import Choice, Listing, searched


class StreamListing(Listing):
    """A unit that nobody carries is left out, as other unknown values are."""

    def __init__(self, query: QueryDict) -> None:
        choices = (
            Choice("kind", "种类", tuple((str(kind), kind.label) for kind in Kind), many=True),
            Choice("span", "时间", tuple((str(span), span.label) for span in Span)),
        )
        super().__init__(query, choices=choices, carried=("unit",))
        self.chosen.setdefault("span", [Span.WEEK])
        self.unit_typed = searched(query.get("unit", ""))
        found = units_answering_to(self.unit_typed, today(), Tree.ADMINISTRATIVE) if self.unit_typed else []
        self.unit = found[0] if len(found) == 1 else None

    @property
    def asked(self) -> Asked:
        return Asked(
            kinds=tuple(self.chosen.get("kind", ())),
            path=self.unit.path if self.unit else "",
            days=int(self.chosen["span"][0]),
        )

    @property
    def in_words(self) -> str:
        said = super().in_words
        return f"单位：{self.unit.short_name}；{said}" if self.unit else said
