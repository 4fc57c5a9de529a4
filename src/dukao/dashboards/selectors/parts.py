"""Which parts a landing page has: chosen by the roles a person holds, in the order of what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dukao.dashboards.selectors.beginning import first_steps, is_beginning
from dukao.dashboards.selectors.lamps import lamp_board
from dukao.dashboards.selectors.matters import matter_desk, unit_matters
from dukao.dashboards.selectors.office import month_desk
from dukao.dashboards.selectors.officers import account_desk, machine_desk
from dukao.dashboards.selectors.oversight import recent_changes, week
from dukao.dashboards.selectors.review import review_desk, review_progress
from dukao.dashboards.selectors.rounds import periods_of_rounds, rank_moves
from dukao.dashboards.selectors.score import score_desk
from dukao.dashboards.selectors.unit import unit_desk
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.notifications.selectors import notices_of

if TYPE_CHECKING:
    from dukao.notifications.models import Notice

NOTICES_SHOWN = 5
#: The part that goes by itself.
BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Part:
    """Some panels that are read in one go, so that the page itself is there at once.

    ``title`` stands while they are on their way; ``is_aside`` puts them into the narrow column.
    """

    name: str
    title: str
    read: Callable[[Actor, datetime], Any]
    is_aside: bool = False


def newest_notices(actor: Actor, at: datetime) -> list[Notice]:
    return list(notices_of(actor)[:NOTICES_SHOWN])


PARTS = {
    part.name: part
    for part in (
        Part(BEGINNING, "开始使用", first_steps),
        Part("unit", "本月填报", unit_desk, is_aside=True),
        Part("own_matters", "督办事项", unit_matters, is_aside=True),
        Part("matters", "督办事项", matter_desk),
        Part("score", "得分走势", score_desk),
        Part("review", "待审核", review_desk),
        Part("progress", "审核进度", review_progress, is_aside=True),
        Part("month", "本月填报", month_desk),
        Part("lamps", "亮灯", lamp_board),
        Part("rounds", "考核轮次", periods_of_rounds, is_aside=True),
        Part("moves", "名次升降", rank_moves, is_aside=True),
        Part("accounts", "账户", account_desk),
        Part("machine", "运行状况", machine_desk, is_aside=True),
        Part("changes", "最近的变动", recent_changes),
        Part("week", "一周", week, is_aside=True),
        Part("notices", "消息", newest_notices, is_aside=True),
    )
}

#: What each role lands on, in this order; whoever holds several roles gets the parts of all of them.
_BY_ROLE = {
    Role.LEADER: ("matters", "lamps", "month", "rounds", "moves"),
    Role.OFFICE: ("matters", "month", "lamps", "rounds", "moves"),
    Role.DISCIPLINE: ("changes", "week", "matters", "lamps", "month", "rounds"),
    Role.LEAD_REVIEWER: ("review", "progress"),
    Role.UNIT_HEAD: ("own_matters", "unit", "score"),
    Role.REPORTER: ("unit", "own_matters", "score"),
    Role.SYSTEM_ADMIN: ("accounts", "machine"),
    Role.SECURITY_ADMIN: ("accounts",),
    Role.AUDIT_ADMIN: ("changes", "week"),
}
_EVERYBODY = ("notices",)


def parts_for(actor: Actor, at: datetime) -> list[Part]:
    """The parts of the actor's roles, each once; the first steps before all while a place is young."""
    first = (BEGINNING,) if is_beginning(actor, at) else ()
    return [PARTS[name] for name in (*first, *_names(actor))]


def part_for(actor: Actor, name: str, at: datetime) -> Part:
    """The part of that name; for whoever may not see it there is none."""
    if name not in _names(actor) and not (name == BEGINNING and is_beginning(actor, at)):
        raise Missing
    return PARTS[name]


def _names(actor: Actor) -> list[str]:
    """What the actor's roles land on at any time."""
    names = [name for role, parts in _BY_ROLE.items() if actor.has(role) for name in parts]
    return list(dict.fromkeys((*names, *_EVERYBODY)))
