"""Four eyes: what one officer proposes takes effect when another agrees (四眼复核)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.identity.models import Account, Proposal
from dukao.identity.policies import can_decide, can_grant, can_propose_reset, can_withdraw
from dukao.identity.selectors import has_factor, path_of_proposal, place_of
from dukao.identity.services.factors import remove_factors
from dukao.identity.services.grants import free_to_hold, place_grant
from dukao.identity.services.secrets import end_sessions
from dukao.identity.vocabulary import PROPOSAL_FLOW, ProposalKind, ProposalState
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

if TYPE_CHECKING:
    from dukao.organisations.models import Unit


@transaction.atomic
def propose_grant(
    *,
    actor: Actor,
    account: Account,
    role: str,
    unit: Unit,
    since: date,
    until: date | None,
    reason: str,
    at: datetime,
    key: str = "",
) -> Proposal:
    """A deciding role waits for a second officer; nothing holds yet. What stands against it is said now."""
    day = local_day(at)
    place = unit_on(unit.pk, day)
    require(can_grant(actor, account, place.path))
    if is_done(key):
        return Proposal.objects.filter(account=account, role=role, unit=unit).latest("pk")
    if since < day:
        raise DomainError("in_the_past", "生效日期不能早于今天。")
    if until is not None and until <= since:
        raise DomainError("ends_before_start", "截止日期不能早于生效日期。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明依据，例如任职通知的文号。")
    free_to_hold(account=account, role=role, unit=unit, since=since, until=until)
    if Proposal.objects.filter(account=account, role=role, unit=unit, state=ProposalState.OPEN).exists():
        raise Stale("同样的授权已经提出，正等另一位管理员复核。")
    proposal = Proposal.objects.create(
        kind=ProposalKind.GRANT, account=account, role=role, unit=unit, since=since, until=until,
        reason=reason.strip(), proposed_by_id=account_of(actor), proposed_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="grant_proposed", subject=account, label=account.name, at=at,
        reason=reason.strip(), unit_path=place.path, key=key,
        after={"role": role, "unit": place.short_name, "since": since, "last_day": proposal.last_day},
    )  # fmt: skip
    return proposal


@transaction.atomic
def propose_factor_reset(*, actor: Actor, account: Account, reason: str, at: datetime) -> Proposal:
    """The person lost phone, keys and codes: waits for a second officer. Nothing changes yet."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    path = place_of(account, local_day(at)).path
    require(can_propose_reset(actor, account, path))
    if not has_factor(account):
        raise Stale("这个账户没有启用二次验证，不用重置。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明原因，例如“本人书面申请，手机遗失”。")
    if account.proposals.filter(kind=ProposalKind.FACTOR_RESET, state=ProposalState.OPEN).exists():
        raise Stale("已经提出重置，正等另一位管理员复核。")
    proposal = Proposal.objects.create(
        kind=ProposalKind.FACTOR_RESET, account=account, reason=reason.strip(),
        proposed_by_id=account_of(actor), proposed_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="factor_reset_proposed", subject=account, label=account.name, at=at,
        reason=reason.strip(), unit_path=path,
    )  # fmt: skip
    return proposal


@transaction.atomic
def confirm_proposal(*, actor: Actor, proposal: Proposal, at: datetime) -> None:
    """What was proposed takes effect, under the names of both."""
    path = path_of_proposal(proposal, local_day(at))
    require(can_decide(actor, proposal, path))
    apply_move(proposal, PROPOSAL_FLOW, "confirm", decided_by_id=account_of(actor), decided_at=at)
    if proposal.kind == ProposalKind.GRANT:
        _give_role(actor, proposal, path, at)
    else:
        _reset_factor(actor, proposal, path, at)


@transaction.atomic
def decline_proposal(*, actor: Actor, proposal: Proposal, reason: str, at: datetime) -> None:
    path = path_of_proposal(proposal, local_day(at))
    require(can_decide(actor, proposal, path))
    apply_move(
        proposal, PROPOSAL_FLOW, "decline", reason=reason, decided_by_id=account_of(actor), decided_at=at,
        answer=reason.strip()[:200],
    )  # fmt: skip
    record(
        actor=actor, event="proposal_declined", subject=proposal.account, label=proposal.account.name, at=at,
        reason=reason.strip(), after={"kind": proposal.kind}, unit_path=path,
    )  # fmt: skip


@transaction.atomic
def withdraw_proposal(*, actor: Actor, proposal: Proposal, at: datetime) -> None:
    require(can_withdraw(actor, proposal))
    apply_move(proposal, PROPOSAL_FLOW, "withdraw", decided_by_id=account_of(actor), decided_at=at)
    record(
        actor=actor, event="proposal_withdrawn", subject=proposal.account, label=proposal.account.name, at=at,
        after={"kind": proposal.kind}, unit_path=path_of_proposal(proposal, local_day(at)),
    )  # fmt: skip


def _give_role(actor: Actor, proposal: Proposal, path: str, at: datetime) -> None:
    """From today at the earliest. Open sessions end, so that the next log-in asks for the second factor."""
    assert proposal.unit is not None
    assert proposal.since is not None
    day = local_day(at)
    grant = place_grant(
        actor=actor, account=proposal.account, role=proposal.role, unit=proposal.unit,
        since=max(proposal.since, day), until=proposal.until, reason=proposal.reason, at=at,
    )  # fmt: skip
    end_sessions(proposal.account)
    place = unit_on(grant.unit_id, day)
    record(
        actor=actor, event="role_granted", subject=proposal.account, label=proposal.account.name, at=at,
        reason=proposal.reason, unit_path=path,
        after={
            "role": grant.role, "unit": place.short_name, "since": grant.since, "last_day": grant.last_day,
            "proposed_by": proposal.proposed_by.name,
        },
    )  # fmt: skip


def _reset_factor(actor: Actor, proposal: Proposal, path: str, at: datetime) -> None:
    account = Account.objects.select_for_update().get(pk=proposal.account_id)
    remove_factors(account)
    end_sessions(account)
    record(
        actor=actor, event="factor_reset", subject=account, label=account.name, at=at, reason=proposal.reason,
        after={"proposed_by": proposal.proposed_by.name}, unit_path=path,
    )  # fmt: skip
