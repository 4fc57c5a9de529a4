"""What waits for a second officer, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dukao.identity.models import Proposal
from dukao.identity.policies import can_decide, can_see_proposals, can_withdraw
from dukao.identity.vocabulary import ProposalState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.kernel.verdict import Verdict, require
from dukao.organisations.selectors import unit_on, versions_by_unit

#: How many of those already decided the page shows.
_DECIDED_SHOWN = 50
_KNOWN = Proposal.objects.select_related("account", "proposed_by", "decided_by", "unit")


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in words, and whether the reader may agree to it or take it back."""

    proposal: Proposal
    what: str
    scope: str
    unit_name: str
    may_decide: Verdict
    may_withdraw: Verdict

    @property
    def is_open(self) -> bool:
        return self.proposal.state == ProposalState.OPEN


def path_of_proposal(proposal: Proposal, day: date) -> str:
    """Where it would take effect: the unit of the role, or the account's."""
    return unit_on(proposal.unit_id or proposal.account.unit_id, day).path


def proposals_for(actor: Actor, day: date) -> list[ProposalRow]:
    """Those of the officer's scope: all that are open, the oldest first, then the newest decided ones."""
    require(can_see_proposals(actor))
    decided = _KNOWN.exclude(state=ProposalState.OPEN).order_by("-decided_at", "-pk")[:_DECIDED_SHOWN]
    return _rows(actor, [*_open(), *decided], day)


def proposals_to_decide(actor: Actor, day: date) -> list[ProposalRow]:
    """What waits for this officer: open ones of the scope that somebody else proposed; nothing for others."""
    if not can_see_proposals(actor).allowed:
        return []
    return [row for row in _rows(actor, list(_open()), day) if row.may_decide.allowed]


def _open() -> QuerySet[Proposal]:
    return _KNOWN.filter(state=ProposalState.OPEN).order_by("proposed_at", "pk")


def _rows(actor: Actor, proposals: list[Proposal], day: date) -> list[ProposalRow]:
    units = {unit for each in proposals for unit in (each.unit_id, each.account.unit_id) if unit}
    places = versions_by_unit(units, day) if units else {}
    rows = []
    for each in proposals:
        place = places[each.unit_id or each.account.unit_id]
        if actor.covers(place.path, *ADMIN_OFFICERS):
            rows.append(
                ProposalRow(
                    proposal=each,
                    what=Role(each.role).label if each.role else each.get_kind_display(),
                    scope=f"{place.short_name}及所属" if each.role else "",
                    unit_name=places[each.account.unit_id].short_name,
                    may_decide=can_decide(actor, each, place.path),
                    may_withdraw=can_withdraw(actor, each),
                )
            )
    return rows


def proposal_numbered(actor: Actor, proposal_id: int, day: date) -> Proposal:
    found = Proposal.objects.select_related("account", "proposed_by", "unit").filter(pk=proposal_id).first()
    if found is None or not actor.covers(path_of_proposal(found, day), *ADMIN_OFFICERS):
        raise Missing("没有这件待复核事项，或它不在你管理的范围。")
    return found
