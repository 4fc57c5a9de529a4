"""Accounts and machine at a glance, for the system and the security administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dukao.background.selectors import QueueState, queue_state
from dukao.identity.selectors import accounts_in_scope, matching_accounts
from dukao.identity.vocabulary import AccountState
from dukao.journal.selectors import Standing, standing
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day

#: States somebody should look after, the most pressing first.
STATES = (AccountState.LOCKED, AccountState.PASSWORD_DUE, AccountState.STALE, AccountState.DISABLED)
TONES = {AccountState.LOCKED: "red", AccountState.PASSWORD_DUE: "yellow", AccountState.STALE: "yellow"}


@dataclass(frozen=True, slots=True)
class StateCount:
    word: str
    count: int
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountDesk:
    total: int
    states: tuple[StateCount, ...]


def account_desk(actor: Actor, at: datetime) -> AccountDesk:
    """How many accounts the actor answers for, and how many are in which trouble."""
    day = local_day(at)
    accounts = accounts_in_scope(actor, day)
    address = reverse("identity:accounts")
    counts = [(state, matching_accounts(accounts, at=at, day=day, state=state).count()) for state in STATES]
    return AccountDesk(
        accounts.count(),
        tuple(
            StateCount(
                state.label, count, TONES.get(state, "") if count else "", f"{address}?state={state.value}"
            )
            for state, count in counts
        ),
    )


@dataclass(frozen=True, slots=True)
class MachineDesk:
    """Whether anything stands still; the page 运行状况 says more."""

    queue: QueueState
    journal: Standing


def machine_desk(actor: Actor, at: datetime) -> MachineDesk:
    return MachineDesk(queue_state(at), standing())
