"""The page of a unit's month: put together once, sent whole or in the parts that changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from dukao.journal.sentences import changes, words_of
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.organisations.selectors import unit_on, work_calendar
from dukao.reporting.clocks import working_days_left
from dukao.reporting.policies import (
    can_ask_correction,
    can_edit_line,
    can_fill,
    can_head,
    can_sign,
    is_writable,
)
from dukao.reporting.selectors.item import ItemPage
from dukao.reporting.selectors.month import VIEWS, Month, Row, month_of_report, months_of_unit, report_for
from dukao.reporting.vocabulary import OFFICIAL_EVENTS, ReportState
from dukao.reporting.web.forms import CorrectionForm, LineForm
from dukao.reporting.web.steps import step_of
from dukao.scoring.periods import Period
from dukao.ui.formats import moment_short
from dukao.ui.numbers import number_in
from dukao.ui.rendering import is_fragment, render

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion
    from dukao.reporting.models import UnitReport

TEMPLATE = "reporting/month.html"
TABS = ("fill", "about", "history", "records")


@dataclass
class MonthPage:
    """What one request shows of a month.

    ``typed`` and ``errors`` are cells that were not saved, by line; ``conflicts`` those where somebody
    was faster; ``touched`` are the lines a request was about, ``saved_in`` the part it came from.
    """

    request: Request
    report: UnitReport
    place: UnitVersion
    at: datetime
    item_id: int | None = None
    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    conflicts: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    form: LineForm | None = None
    correction_form: CorrectionForm | None = None
    upload_errors: list[str] = field(default_factory=list)
    saved_in: str = ""

    @classmethod
    def of(cls, request: Request, report_id: int, **parts: Any) -> MonthPage:
        at = clock.now()
        report, place = report_for(request.actor, report_id, clock.local_day(at))
        return cls(request, report, place, at, **parts)

    @property
    def view(self) -> str:
        asked = self.request.GET.get("view", "all")
        return asked if asked in VIEWS else "all"

    @property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", TABS[0])
        return asked if asked in TABS else TABS[0]

    @cached_property
    def month(self) -> Month:
        return month_of_report(self.report, self.place, self.at)

    @cached_property
    def row(self) -> Row | None:
        """The item in the pane: the one asked for, else the first that needs work, else the first."""
        if self.item_id is not None:
            return self.month.row(self.item_id)
        return next(iter(self.month.gaps or self.month.rows), None)

    @property
    def touched_rows(self) -> list[Row]:
        return [row for row in self.month.rows if row.line.pk in self.touched]

    @property
    def is_pane_touched(self) -> bool:
        return self.row is not None and self.row.line.pk in self.touched

    @property
    def conflict(self) -> str:
        """What is stored of the item in the pane, when somebody was faster."""
        return self.stored(self.row) if self.row and self.row.line.pk in self.conflicts else ""

    @property
    def is_pane_stale(self) -> bool:
        """The pane was refused because somebody was faster: the grid keeps what it was made from."""
        return self.saved_in == "pane" and bool(self.conflicts)

    @property
    def may_choose(self) -> bool:
        """Buttons that decide a conflict need script; without it saving again decides."""
        return is_fragment(self.request)

    def revision_of(self, row: Row) -> int:
        """The revision a cell is made from. In a fragment a refused cell keeps the one it was sent with:
        what somebody else stored meanwhile is written over only when the person says so."""
        pk = row.line.pk
        if pk in self.errors and is_fragment(self.request):
            sent = number_in(self.request.POST, f"revision-{pk}")
            return -1 if sent is None else sent
        return int(row.line.revision)

    @staticmethod
    def stored(row: Row) -> str:
        value = "不适用" if row.line.is_not_applicable else row.shown or "空"
        return f"{value}；{row.line.narrative}" if row.line.narrative else value

    @property
    def other_months(self) -> list[UnitReport]:
        return months_of_unit(self.report)

    @property
    def saved_words(self) -> str:
        """When anything of the report was last stored."""
        times = [row.line.saved_at for row in self.month.rows if row.line.saved_at is not None]
        return f"{moment_short(localtime(max(times)))} 已保存" if times else "填写后自动保存"

    @property
    def days_left(self) -> int:
        return working_days_left(self.at, self.report.period.due_at, work_calendar())

    @property
    def lead_name(self) -> str:
        lead = self.row.line.item.lead_id if self.row else None
        return unit_on(lead, clock.local_day(self.at)).short_name if lead else ""

    def may_edit(self, row: Row) -> bool:
        return bool(can_edit_line(self.request.actor, row.line, self.place.path, self.at))

    @cached_property
    def values_address(self) -> str:
        return reverse("reporting:values", args=[self.report.pk])

    @cached_property
    def own_address(self) -> str:
        return reverse("reporting:show", args=[self.report.pk])

    def address(self, row: Row | None = None, **query: str) -> str:
        parts = {"view": self.view if self.view != "all" else "", **query}
        if row is not None:
            parts["item"] = str(row.line.pk)
        asked = "&".join(f"{name}={value}" for name, value in parts.items() if value)
        return f"{self.own_address}?{asked}" if asked else self.own_address

    def context(self) -> dict[str, Any]:
        actor, report = self.request.actor, self.report
        row = self.row
        return {
            "page": self, "month": self.month, "report": report, "place": self.place, "row": row,
            "period": Period.parse(report.period.period), "policy": report.period.policy, "at": self.at,
            "item": ItemPage(row.standing) if row else None,
            "before_after": self.month.neighbours(row) if row else (None, None),
            "form": self.form or (self._form(row) if row else None),
            "edit": can_edit_line(actor, row.line, self.place.path, self.at) if row else None,
            "may_fill": can_fill(actor, self.place.path),
            "may_head": can_head(actor, self.place.path),
            "may_sign": can_sign(actor, report, self.place.path),
            "may_ask": can_ask_correction(actor, self.place.path),
            "writable": is_writable(report, self.at),
            "correction_form": self.correction_form or CorrectionForm(),
            "is_opened": bool(row) and self.item_id is not None,
            "words_of": words_of, "changes_of": changes, "official_events": OFFICIAL_EVENTS,
            "step": step_of(report), "key": uuid.uuid4(),
            "is_signing": report.state == ReportState.SIGNING,
        }  # fmt: skip

    def _form(self, row: Row) -> LineForm:
        line = row.line
        value = "" if line.value is None else format(line.value, "f")
        return LineForm(
            initial={
                "value": value, "is_not_applicable": line.is_not_applicable, "narrative": line.narrative,
                "revision": line.revision,
            }
        )  # fmt: skip

    def answer(self, part: str = "pane", status: int = 200) -> HttpResponse:
        """The whole page, or for htmx the part of it."""
        return render(self.request, TEMPLATE, self.context(), fragment=part, status=status)
