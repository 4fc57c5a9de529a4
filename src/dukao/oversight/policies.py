"""Who oversees, who answers. Nobody assessed or assessing is asked whether they may be looked at."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if
from dukao.oversight.models import Letter, Transfer
from dukao.oversight.vocabulary import Direction

#: Whom a unit's letters reach; the head answers.
UNIT_SIDE = (Role.UNIT_HEAD, Role.REPORTER)


def can_oversee(actor: Actor) -> Verdict:
    """Read the stream and the patterns of one's scope."""
    return allow_if(actor.has(Role.DISCIPLINE), "过程监督由纪检监督查看。自己办过的事在各自的页面上看经过。")


def can_oversee_unit(actor: Actor, path: str) -> Verdict:
    return allow_if(actor.covers(path, Role.DISCIPLINE), "这个单位不在你的监督范围。")


def can_see_letters(actor: Actor) -> Verdict:
    """Open the list; which letters stand in it is decided by address and state."""
    return allow_if(
        actor.has(Role.DISCIPLINE, Role.OFFICE, *UNIT_SIDE),
        "监督意见由纪检监督、督考办和被问的单位查看。",
    )


def can_write_letter(actor: Actor, path: str) -> Verdict:
    """Draft, send, ask again, accept or close: the discipline side over the unit."""
    return allow_if(actor.covers(path, Role.DISCIPLINE), "监督意见由负责这个单位的纪检监督办理。")


def can_answer(actor: Actor, letter: Letter) -> Verdict:
    """The office over the unit, or the head of the unit itself; never the side that asks."""
    if letter.to_office:
        return allow_if(actor.covers(letter.unit_path, Role.OFFICE), "这一件由督考办答复。")
    return allow_if(letter.unit_id in actor.units(Role.UNIT_HEAD), "这一件由单位负责人答复。")


def can_see_transfers(actor: Actor) -> Verdict:
    return allow_if(actor.has(Role.DISCIPLINE, Role.OFFICE), "移送只在纪检监督和督考办之间，其他人看不到。")


def can_send_transfer(actor: Actor, direction: str, path: str) -> Verdict:
    role = Role.OFFICE if direction == Direction.TO_DISCIPLINE else Role.DISCIPLINE
    return allow_if(actor.covers(path, role), f"这个方向的移送由{role.label}办理，且单位在其范围内。")


def can_take_transfer(actor: Actor, transfer: Transfer) -> Verdict:
    """Receive, open, send back or settle: the other side than the one that sent it."""
    role = Role.DISCIPLINE if transfer.direction == Direction.TO_DISCIPLINE else Role.OFFICE
    return allow_if(actor.covers(transfer.unit_path, role), f"这一件移送由{role.label}签收和办理。")


def can_set_rules(actor: Actor) -> Verdict:
    """Only who oversees sets what is looked for; whoever is looked at cannot turn it off."""
    return allow_if(actor.holds_everywhere(Role.DISCIPLINE), "监督规则由全市的纪检监督制定，被监督方不能改。")
