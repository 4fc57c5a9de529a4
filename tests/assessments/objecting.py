"""Objections as tests raise, uphold and propose them."""

from __future__ import annotations

from datetime import date

from dukao.assessments import services
from dukao.assessments.correcting import correctables
from dukao.assessments.models import Objection, Round
from dukao.assessments.vocabulary import Outcome
from dukao.identity.models import Account
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from tests.assessments.conftest import DURING

AFTER_NOTICE = at_time(date(2026, 10, 20), 9)


def key_of(assessment: Round, item: str = "Z-02", unit: str = "B01") -> str:
    return correctables(assessment, unit, item)[0].key


def uphold(handled: Objection, actor: Actor, to: str = "86") -> Objection:
    return services.decide_objection(
        actor=actor, objection=handled, outcome=Outcome.UPHELD, reasons="验收单属实，第九条",
        wanted={key_of(handled.round): to}, at=DURING,
    )  # fmt: skip


def propose(handled: Objection, actor: Actor, leader: Account, to: str = "86") -> Objection:
    return services.propose_decision(
        actor=actor, objection=handled, outcome=Outcome.UPHELD, reasons="验收单属实，第九条", approver_id=leader.pk,
        wanted={key_of(handled.round): to}, at=DURING,
    )  # fmt: skip
