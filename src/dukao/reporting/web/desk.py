"""What lies on the reviewer's desk for one address."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_on
from dukao.reporting.selectors.calls import current_of, period_called, periods
from dukao.reporting.selectors.queue import QUEUE_VIEWS, Queue, QueueLine, queue_line, review_queue
from dukao.reporting.selectors.reviewing import LineReading
from dukao.reporting.vocabulary import USUAL_REASONS
from dukao.reporting.web.forms import JudgeForm
from dukao.scoring.periods import Period
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPeriod


class Desk:
    """Queue, chosen line and evidence, from the query of the address.

    ``judged`` is the line a form was sent for: it stays on the desk wherever it stands by now, so that
    what was typed for it never comes to lie on another.
    """

    def __init__(self, request: Request, judged: int | None = None) -> None:
        self.request, self.at = request, clock.now()
        self.query = request.GET if request.method == "GET" else request.POST
        self.judged = judged

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        return periods()

    @cached_property
    def period(self) -> Any:
        name = self.query.get("period", "")
        if not name:
            return current_of(self.periods, self.at)
        return next((one for one in self.periods if one.period == name), None) or period_called(name)

    @property
    def view(self) -> str:
        asked = self.query.get("view", "")
        return asked if asked in QUEUE_VIEWS else "waiting"

    @property
    def is_whole(self) -> bool:
        """The office looks over the shoulder of all lead units."""
        return self.query.get("scope") == "all" and self.request.actor.has(Role.OFFICE)

    @cached_property
    def queue(self) -> Queue:
        return review_queue(
            self.request.actor, self.period, self.at, view=self.view, whole_scope=self.is_whole
        )

    @cached_property
    def chosen(self) -> QueueLine | None:
        if self.judged is not None:
            return self.queue.find(self.judged) or queue_line(self.judged, self.at)
        return self.queue.find(number_in(self.query, "line")) or self.queue.find(None)

    @property
    def unit_name(self) -> str:
        """The unit the chosen line comes from; it may stand outside the queue."""
        assert self.chosen is not None
        unit_id = self.chosen.line.report.unit_id
        known = self.queue.name_of(unit_id)
        return known or unit_on(unit_id, clock.local_day(self.at)).short_name

    def address(self, **query: Any) -> str:
        parts = {
            "period": self.period.period if self.period else "",
            "view": self.view if self.view != "waiting" else "",
            "scope": "all" if self.is_whole else "", **query,
        }  # fmt: skip
        return f"{reverse('reporting:review')}?{urlencode({k: v for k, v in parts.items() if v})}"

    def address_after(self, line_id: int) -> str:
        after = self.queue.after(line_id)
        return self.address(line=after.line.pk if after else "")

    def answer(self, *, form: JudgeForm | None = None, status: int = 200) -> HttpResponse:
        if self.period is None:
            return render(self.request, "reporting/review.html", {"desk": self, "period": None})
        chosen = self.chosen
        reading = LineReading(chosen) if chosen else None
        context = {
            "desk": self, "queue": self.queue, "chosen": chosen, "reading": reading, "periods": self.periods,
            "period": Period.parse(self.period.period), "at": self.at, "form": form or self._form(),
            "key": uuid.uuid4(), "reasons": USUAL_REASONS, "is_office": self.request.actor.has(Role.OFFICE),
        }  # fmt: skip
        answer = render(self.request, "reporting/review.html", context, fragment="desk", status=status)
        if self.judged is not None:
            # The address of the act only takes forms: it must not come to stand in the browser's bar.
            answer["HX-Push-Url"] = "false"
        return answer

    def _form(self) -> JudgeForm:
        revision = self.chosen.line.revision if self.chosen else 0
        initial = {"decision": JudgeForm.ACCEPT, "revision": revision}
        return JudgeForm(initial=initial, evidence_ids=[])
