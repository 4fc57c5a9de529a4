"""One objection as its page shows it: what was said, on what it rests, and what the reader may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from dukao.assessments.correcting import Correctable, chosen_changes, correctables
from dukao.assessments.policies import (
    can_approve_decision,
    can_assign_objection,
    can_decide_objection,
    can_handle,
    can_raise_objection,
)
from dukao.assessments.selectors.corrections import correction_of, edits_behind
from dukao.assessments.selectors.objections import (
    Candidate,
    approvers,
    bars_among,
    candidates,
    place_of,
)
from dukao.assessments.selectors.rounds import scope_of
from dukao.assessments.vocabulary import SETTLED, ObjectionState, Outcome
from dukao.assessments.web.objection_forms import AssignForm, DecideForm, SendBackForm
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, refuse

if TYPE_CHECKING:
    from dukao.assessments.models import Correction, Objection
    from dukao.identity.models import Account
    from dukao.organisations.models import UnitVersion


def facts_in(sent: QueryDict, prefix: str) -> dict[str, str]:
    """Values that were typed for facts of the line, by the fact's own key."""
    return {name.removeprefix(prefix): str(value) for name, value in sent.items() if name.startswith(prefix)}


@dataclass(frozen=True)
class ObjectionPage:
    actor: Actor
    objection: Objection
    now: datetime
    assign: AssignForm | None = None
    decide: DecideForm | None = None
    send_back: SendBackForm | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    def with_form(
        self, *, assign: AssignForm | None = None, decide: DecideForm | None = None,
        send_back: SendBackForm | None = None, typed: Mapping[str, str] | None = None,
    ) -> ObjectionPage:  # fmt: skip
        """The same page with what was sent standing in its form."""
        return replace(self, assign=assign, decide=decide, send_back=send_back, typed=typed or {})

    @cached_property
    def place(self) -> UnitVersion:
        return place_of(self.objection)

    @property
    def is_open(self) -> bool:
        return self.objection.state not in SETTLED

    @property
    def may_assign(self) -> Verdict:
        if not self.is_open:
            return refuse("这件异议已经办结。")
        if self.objection.state == ObjectionState.APPROVING:
            return refuse("处理意见正在等待批准。")
        return can_assign_objection(self.actor, scope_of(self.objection.round))

    @property
    def may_decide(self) -> Verdict:
        if self.objection.state != ObjectionState.HANDLING:
            return refuse("先由督考办指定办理人。" if self.is_open else "这件异议已经办结。")
        kept_out = bars_among(self.candidates, self.actor.account_id or 0)
        return can_decide_objection(self.actor, self.objection, kept_out)

    @property
    def may_approve(self) -> Verdict:
        kept_out = bars_among(self.candidates, self.actor.account_id or 0)
        return can_approve_decision(self.actor, self.objection, kept_out)

    @property
    def leaders(self) -> list[Account] | None:
        """Who may approve; ``None`` where the rule asks for nobody."""
        if self.objection.rule.approve_days is None:
            return None
        return approvers(self.objection, self.candidates, local_day(self.now))

    @property
    def proposed_outcome(self) -> str:
        return Outcome((self.objection.proposed or {})["outcome"]).label

    @property
    def proposed_edits(self) -> list[dict[str, str]]:
        """What the proposal would put right, as a correction says it."""
        wanted = (self.objection.proposed or {}).get("wanted", {})
        return [row.written(to) for row, to in chosen_changes(self.facts, wanted)]

    @property
    def kept_out(self) -> str:
        """Why the reader could not decide it: nobody wonders why their name is not on the list."""
        if not self.is_open or not self.actor.has(Role.OFFICE, Role.LEADER):
            return ""
        verdict = can_handle(self.actor.account_id, bars_among(self.candidates, self.actor.account_id or 0))
        return "" if verdict.allowed else f"你{verdict.reason}"

    @property
    def may_withdraw(self) -> bool:
        return self.is_open and can_raise_objection(self.actor, self.place).allowed

    @property
    def may_go_on(self) -> bool:
        """The unit may still ask for the second stage."""
        is_last = not hasattr(self.objection, "later")
        in_time = self.objection.may_go_on(local_day(self.now))
        return is_last and in_time and can_raise_objection(self.actor, self.place).allowed

    @cached_property
    def candidates(self) -> list[Candidate]:
        return candidates(self.objection, local_day(self.now))

    @property
    def assign_form(self) -> AssignForm:
        return self.assign or AssignForm(people=self.candidates)

    @property
    def decide_form(self) -> DecideForm:
        return self.decide or DecideForm(leaders=self.leaders)

    @property
    def send_back_form(self) -> SendBackForm:
        return self.send_back or SendBackForm()

    @cached_property
    def facts(self) -> list[Correctable]:
        """What the line rests on, each of which may be put right."""
        return correctables(self.objection.round, self.objection.unit.code, self.objection.item)

    @cached_property
    def correction(self) -> Correction | None:
        return correction_of(self.objection)

    @property
    def edits(self) -> list[dict[str, Any]]:
        """The facts that were put right, in this round or in the shorter ones under it."""
        return edits_behind([self.correction])[self.correction.pk] if self.correction else []
