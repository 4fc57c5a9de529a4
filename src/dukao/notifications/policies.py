"""Who looks after the ways out of the house, and who decides what goes out.

The system administrator keeps the channels running and sees how deliveries ended, but not what they say:
neither title nor text nor link (三员分离). What must be received and what may leave is the office's business.
"""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if


def can_manage_channels(actor: Actor) -> Verdict:
    """Channels serve the whole place, so they are kept by whoever administers the whole place."""
    return allow_if(
        actor.holds_everywhere(Role.SYSTEM_ADMIN), "通知渠道全系统共用，由管理全部单位的系统管理员维护。"
    )


def can_see_rules(actor: Actor) -> Verdict:
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.DISCIPLINE), "通知规则由督考办制定，领导和纪检监督可以查看。"
    )


def can_set_rules(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "通知规则由全市督考办制定。")
