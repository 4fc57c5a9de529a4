"""Who may see what the dashboards put together."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if


def can_see_wall(actor: Actor) -> Verdict:
    """The dispatch centre shows all matters below those who supervise or oversee them."""
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.DISCIPLINE),
        "调度指挥中心由督考办、领导和纪检监督查看。本单位的事项在督办台账里。",
    )
