"""Who may administer accounts, roles and loans of roles (三员分离, GB/T 22239-2019 访问控制 d)."""

from __future__ import annotations

from dukao.identity.models import Account, Grant, Proposal, SupportVisit
from dukao.identity.vocabulary import SUPPORT_VIEWS, ProposalKind
from dukao.kernel.actor import Actor
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.kernel.verdict import ALLOWED, Verdict, allow_if, refuse


def can_see_accounts(actor: Actor) -> Verdict:
    officers = actor.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    return allow_if(officers, "账户由系统管理员建立，角色由安全管理员授予。自己的角色在“我的账户”里看。")


def can_manage_accounts(actor: Actor, path: str = "") -> Verdict:
    """``path`` is the place of the account's unit; "" asks for any place at all."""
    held = actor.covers(path, Role.SYSTEM_ADMIN) if path else actor.has(Role.SYSTEM_ADMIN)
    return allow_if(held, "账户由本范围的系统管理员建立、停用和解锁（三员分离）。")


def can_disable(actor: Actor, account: Account, path: str) -> Verdict:
    if account.pk == actor.account_id:
        return refuse("不能停用自己的账户，请由另一位系统管理员办理。")
    return can_manage_accounts(actor, path)


def can_reset_password(actor: Actor, account: Account, path: str, roles: frozenset[str]) -> Verdict:
    """Who resets a password could log in with it once; so the officers are out of each other's reach."""
    if account.pk == actor.account_id:
        return refuse("自己的密码在“我的账户”里修改。")
    if roles & (ADMIN_OFFICERS - {Role.SYSTEM_ADMIN}):
        return refuse(
            "安全管理员和审计管理员的密码不由系统管理员重置（三员分离）。"
            "请在服务器上用 dukao reset_password 办理。"
        )
    return can_manage_accounts(actor, path)


def can_link(actor: Actor, account: Account, path: str, roles: frozenset[str]) -> Verdict:
    """Whoever maps a provider's person to an account could be that person: the rule is that of passwords."""
    if account.pk == actor.account_id:
        return ALLOWED
    return can_reset_password(actor, account, path, roles)


def can_grant(actor: Actor, account: Account | None = None, path: str = "") -> Verdict:
    """``path`` is the unit the role is given over; "" asks for any place at all."""
    if account is not None and account.pk == actor.account_id:
        return refuse("不能给自己授权，也不能收回自己的角色，请由另一位安全管理员办理。")
    held = actor.covers(path, Role.SECURITY_ADMIN) if path else actor.has(Role.SECURITY_ADMIN)
    return allow_if(held, "角色由本范围的安全管理员授予和收回（三员分离）。")


def can_lend(actor: Actor, grant: Grant) -> Verdict:
    if grant.account_id != actor.account_id:
        return refuse("只能委托自己的角色。")
    if grant.lent_from_id is not None:
        return refuse("这个角色是别人委托给你的，不能再转委托。")
    if grant.role in ADMIN_OFFICERS:
        return refuse("三员的角色不能委托，请由安全管理员另行授权。")
    return ALLOWED


def can_end_loan(actor: Actor, loan: Grant) -> Verdict:
    """Lender and borrower may both end it at any time."""
    if loan.lent_from is None:
        return refuse("这个角色不是委托来的，由安全管理员收回。")
    own = actor.account_id in {loan.account_id, loan.lent_from.account_id}
    return allow_if(own, "委托由委托人或受托人收回。")


def support_views(actor: Actor) -> list[Role]:
    """Whose sight of their own unit the actor may lend to support."""
    return [view for role, view in SUPPORT_VIEWS.items() if actor.covers(actor.unit_path, role)]


def can_grant_support(actor: Actor) -> Verdict:
    return allow_if(bool(support_views(actor)), "支持人员由本单位负责人或督考办允许，在本单位范围内查看。")


def can_see_support(actor: Actor, path: str = "") -> Verdict:
    """Everybody of the unit may know who looks; the security administrator of the scope too."""
    path = path or actor.unit_path
    held = bool(actor.grants) and not actor.looking_at and actor.unit_path == path
    return allow_if(held or actor.covers(path, Role.SECURITY_ADMIN), "支持访问由本单位的人和安全管理员查看。")


def can_end_support(actor: Actor, visit: SupportVisit, path: str) -> Verdict:
    """The unit at any time, the support person themself, the security administrator in an emergency."""
    if visit.account_id == actor.account_id:
        return ALLOWED
    own = actor.unit_path == path and bool(support_views(actor))
    return allow_if(own or actor.covers(path, Role.SECURITY_ADMIN), "支持访问由允许的单位或安全管理员结束。")


def can_end_sessions(actor: Actor, account: Account, path: str) -> Verdict:
    """Where one is logged in is one's own affair, and the security administrator's in an emergency."""
    if account.pk == actor.account_id:
        return ALLOWED
    held = actor.covers(path, Role.SECURITY_ADMIN)
    return allow_if(held, "登录设备由本人和本范围的安全管理员查看、退出。")


def can_see_rules(actor: Actor) -> Verdict:
    return allow_if(actor.is_admin_officer, "账户规则由三员查看，安全管理员制定。")


def can_set_access_rules(actor: Actor) -> Verdict:
    """Rules of access hold for everybody, so only the security administrator of the whole place sets them."""
    return allow_if(actor.holds_everywhere(Role.SECURITY_ADMIN), "账户规则由全市（县）的安全管理员制定。")


def can_propose_reset(actor: Actor, account: Account, path: str = "") -> Verdict:
    """``path`` is the place of the account's unit; "" asks for any place at all."""
    if account.pk == actor.account_id:
        return refuse("自己的二次验证不能由自己重置，请由其他管理员提出、另一位复核。")
    roles = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    held = actor.covers(path, *roles) if path else actor.has(*roles)
    return allow_if(held, "重置二次验证由本范围的系统管理员或安全管理员提出，另一位三员复核。")


def can_see_proposals(actor: Actor) -> Verdict:
    return allow_if(actor.is_admin_officer, "待复核事项由三员办理。")


def can_decide(actor: Actor, proposal: Proposal, path: str) -> Verdict:
    """The second pair of eyes: another officer than the proposer and the person it is about."""
    if actor.account_id in {proposal.proposed_by_id, proposal.account_id}:
        return refuse("提出人和当事人不能复核，请由另一位管理员办理（四眼原则）。")
    officers = {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    if proposal.kind == ProposalKind.FACTOR_RESET:
        officers.add(Role.SYSTEM_ADMIN)
    return allow_if(actor.covers(path, *officers), "这一事项由本范围的另一位管理员复核（四眼原则）。")


def can_withdraw(actor: Actor, proposal: Proposal) -> Verdict:
    return allow_if(actor.account_id == proposal.proposed_by_id, "只有提出人可以撤回。")
