"""Who may read the journal."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if


def can_read_journal(actor: Actor) -> Verdict:
    """Auditors of the whole place read every row, others the rows of their units; nobody writes by hand."""
    return allow_if(
        actor.has(Role.AUDIT_ADMIN, Role.DISCIPLINE),
        "日志由审计管理员和纪检监督查看。自己办过的事在各自的页面上看经过。",
    )


def can_receive(actor: Actor) -> Verdict:
    """Take the signed attestations into keeping outside the product."""
    return allow_if(actor.has(Role.DISCIPLINE), "日志存证由纪检监督签收留存。")


def reads_every_unit(actor: Actor) -> bool:
    return actor.holds_everywhere(Role.AUDIT_ADMIN)
