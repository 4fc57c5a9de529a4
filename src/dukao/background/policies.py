"""Who may see long work."""

from __future__ import annotations

from dukao.background.models import Task
from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if


def can_see_task(actor: Actor, task: Task) -> Verdict:
    """Those who started it, and the office above them."""
    is_own = actor.is_authenticated and task.account_id == actor.account_id
    return allow_if(is_own or actor.covers(task.unit_path, Role.OFFICE), "后台任务只有发起人和督考办能查看。")
