"""Who may look at how the product runs."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if


def can_see_status(actor: Actor) -> Verdict:
    return allow_if(actor.has(Role.SYSTEM_ADMIN), "运行状况由系统管理员查看。页面打不开或很慢时请联系他们。")
