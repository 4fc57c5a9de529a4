"""Look-backs, sweeps and good practice as lists to take away: the rows of the page, with its conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dukao.documents.services import Sheet
from dukao.issues.selectors.ledger import EXPORT_LIMIT
from dukao.issues.vocabulary import Drawn, Source
from dukao.issues.web.sheets import note_of
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.tables import Listing

_LOOKBACKS = (
    ("编号", 18), ("问题", 30), ("程度", 8), ("责任单位", 17), ("抽取", 10), ("抽取依据", 24), ("不早于", 13),
    ("不晚于", 13), ("结论", 9), ("情况", 36), ("回头看的人", 12), ("时间", 13),
)  # fmt: skip
_SWEEPS = (
    ("自查什么", 30), ("自查要求", 44), ("来自", 18), ("发起日", 13), ("报送时限", 13), ("派发单位", 10),
    ("已报单位", 10), ("查出单位", 10),
)  # fmt: skip
_PRACTICES = (
    ("标题", 30), ("做法和成效", 80), ("推荐单位", 17), ("问题来源", 12), ("推荐日", 13), ("状态", 9),
    ("审定意见", 30),
)  # fmt: skip


def lookback_sheet(listing: Listing, day: date) -> Sheet:
    def cells() -> Iterator[tuple[str, ...]]:
        rows = list(listing.page.paginator.object_list[:EXPORT_LIMIT])
        places = versions_by_unit([look.problem.unit_id for look in rows], day)
        for look in rows:
            one = look.problem
            yield (
                one.number, one.title, one.get_severity_display(), places[one.unit_id].short_name,
                look.get_drawn_display(), look.because if look.drawn == Drawn.RISK else look.ticket,
                look.planned_on.isoformat(), look.due_on.isoformat(), look.get_finding_display(),
                look.opinion, look.done_by.name if look.done_by else "",
                local_day(look.done_at).isoformat() if look.done_at else "",
            )  # fmt: skip

    return _sheet("整改回头看", _LOOKBACKS, cells(), listing, day)


def sweep_sheet(listing: Listing, day: date) -> Sheet:
    cells = (
        (
            sweep.title, sweep.demand, sweep.problem.number, local_day(sweep.at).isoformat(),
            sweep.due_on.isoformat(), str(sweep.asked), str(sweep.answered), str(sweep.found),
        )
        for sweep in listing.page.paginator.object_list[:EXPORT_LIMIT]
    )  # fmt: skip
    return _sheet("举一反三", _SWEEPS, cells, listing, day, unit="次", figures=frozenset({5, 6, 7}))


def practice_sheet(listing: Listing, day: date) -> Sheet:
    def cells() -> Iterator[tuple[str, ...]]:
        rows = list(listing.page.paginator.object_list[:EXPORT_LIMIT])
        places, sources = versions_by_unit([practice.unit_id for practice in rows], day), dict(Source.choices)
        for one in rows:
            yield (
                one.title, one.text, places[one.unit_id].short_name,
                sources.get(one.source, ""), local_day(one.at).isoformat(),
                one.get_state_display(), one.opinion,
            )  # fmt: skip

    return _sheet("典型案例", _PRACTICES, cells(), listing, day, unit="个")


def _sheet(
    title: str, columns: tuple[tuple[str, int], ...], cells: Iterator[tuple[str, ...]], listing: Listing,
    day: date, *, unit: str = "件", figures: frozenset[int] = frozenset(),
) -> Sheet:  # fmt: skip
    note = note_of(day, count=listing.total, most=EXPORT_LIMIT, asked=listing.in_words, unit=unit)
    return Sheet(
        title, columns, cells, note=note, foot="内部资料，妥善保管。", figures=figures, name=f"{title} {day}"
    )
