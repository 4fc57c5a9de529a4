"""Who sees and decides what about personal data."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if, refuse

#: Who reads the registers: they hold kinds and numbers, no persons.
READERS = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DISCIPLINE, Role.OFFICE)


def can_see_register(actor: Actor) -> Verdict:
    """What is held, what for and for how long is told to everybody (个人信息保护法第十七条)."""
    return allow_if(actor.is_authenticated, "请先登录。")


def can_see_own(actor: Actor) -> Verdict:
    return allow_if(actor.is_authenticated, "请先登录。")


def can_handle_requests(actor: Actor, path: str = "") -> Verdict:
    """``path`` is the place of the person who asks; "" asks for any place at all."""
    held = actor.covers(path, Role.OFFICE) if path else actor.has(Role.OFFICE)
    return allow_if(held, "个人信息请求由本范围的督考办答复。")


def can_answer(actor: Actor, account_id: int | None, path: str = "") -> Verdict:
    if account_id is not None and actor.account_id == account_id:
        return refuse("自己的请求不能自己答复，请由督考办的另一位同事办理。")
    return can_handle_requests(actor, path)


def can_inspect(actor: Actor, path: str = "") -> Verdict:
    """Others than the person and the office that answers: only discipline, only with a reason."""
    held = actor.covers(path, Role.DISCIPLINE) if path else actor.has(Role.DISCIPLINE)
    return allow_if(held, "查阅他人的个人信息只限纪检监督按事由办理。自己的在“我的个人信息”里看。")


def can_see_keeping(actor: Actor) -> Verdict:
    return allow_if(actor.has(*READERS), "保存期限和销毁登记由安全管理员、审计管理员、纪检监督和督考办查看。")


def can_decide_destruction(actor: Actor) -> Verdict:
    """The security administrator of the whole place, in their own name."""
    if actor.acting_for:
        return refuse("销毁由本人批准，不能代办。")
    return allow_if(actor.holds_everywhere(Role.SECURITY_ADMIN), "销毁由全市（县）的安全管理员批准。")


def can_set_rules(actor: Actor) -> Verdict:
    return allow_if(
        actor.holds_everywhere(Role.SECURITY_ADMIN), "个人信息的期限和规则由全市（县）的安全管理员制定。"
    )
