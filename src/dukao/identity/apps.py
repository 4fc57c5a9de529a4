"""Accounts: their words in the journal, their places in navigation and account menu, loans as to-dos."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

#: Rules a place begins with hold from before its first account.
FIRST_DAY = date(2000, 1, 1)


class IdentityConfig(AppConfig):
    name = "dukao.identity"
    verbose_name = "身份"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.identity import todos
        from dukao.identity.policies import can_grant_support, can_see_accounts, can_see_proposals
        from dukao.identity.selectors import kept_of_ending_unit, visits_open
        from dukao.identity.services import renew_sealed_secrets
        from dukao.identity.vocabulary import ProposalKind
        from dukao.journal import sentences
        from dukao.kernel import clock
        from dukao.kernel.roles import Role
        from dukao.kernel.sealing import renewals
        from dukao.organisations.selectors import consequences
        from dukao.ui.navigation import Item, Section, navigation
        from dukao.ui.shell import AccountItem, Chip, slots
        from dukao.ui.todo import add_source

        sentences.register(
            {
                "account_added": "建立账户",
                "account_changed": "变更账户",
                "account_disabled": "停用账户",
                "account_enabled": "启用账户",
                "account_unlocked": "解锁账户",
                "account_locked": "连续输错密码，锁定账户",
                "address_locked": "同一地址输错太多次，停止受理登录",
                "password_reset": "重置密码",
                "password_changed": "修改密码",
                "logged_in": "登录",
                "logged_out": "退出",
                "log_in_failed": "登录失败",
                "factor_confirmed": "启用动态口令",
                "factor_given_up": "停用动态口令",
                "key_added": "登记安全密钥",
                "key_removed": "移除安全密钥",
                "identity_linked": "关联统一认证账号",
                "identity_unlinked": "解除统一认证关联",
                "support_granted": "允许支持人员查看",
                "support_begun": "支持人员开始查看",
                "support_looked": "支持人员打开",
                "support_ended": "结束支持访问",
                "recovery_codes_renewed": "更换备用码",
                "factor_reset_proposed": "提出重置二次验证",
                "grant_proposed": "提出授予角色",
                "factor_reset": "复核同意，重置二次验证",
                "proposal_declined": "复核不同意",
                "proposal_withdrawn": "撤回待复核事项",
                "session_ended": "退出登录设备",
                "sessions_ended": "退出全部登录设备",
                "secrets_resealed": "用新密钥重新封存",
                "closed_factors_forgotten": "清除停用账户的密码和口令",
                "log_ins_forgotten": "清除过期的登录设备记录",
                "access_rules_set": "制定账户规则",
                "role_granted": "授予角色",
                "role_revoked": "收回角色",
                "role_lent": "委托角色给",
                "loan_ended": "收回委托",
                "acting_started": "开始代办，代",
                "acting_ended": "结束代办，代",
            },
            {
                "username": "用户名", "name": "姓名", "unit": "单位", "role": ("角色", Role),
                "since": "自", "last_day": "至", "until": "早于", "address": "来自", "proposed_by": "提出人",
                "kind": ("事项", ProposalKind), "effective_on": "施行日期", "source": "依据",
                "second_factor_roles": ("必须二次验证的角色", Role), "stale_days": "闲置天数",
                "lock_failures": "同一地址输错几次锁定", "account_failures": "各处合计输错几次锁定",
                "address_failures": "同一地址输错几次停止受理", "lock_minutes": "锁定分钟数",
                "count": "条数", "device": "设备", "key": "安全密钥",
                "view": ("看到的范围", Role), "hours": "小时", "page": "页面",
                "support_hours": "支持访问最长小时数",
                "upload_files": "一人一天最多上传份数", "upload_megabytes": "一人一天最多上传 MB 数",
                "subject": "统一认证账号", "provider": "统一认证",
            },
        )  # fmt: skip
        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "账户与授权", icon="users", url_name="identity:accounts", order=80,
                shown_to=lambda actor: can_see_accounts(actor).allowed,
                covers=(
                    "identity:add", "identity:stale", "identity:show", "identity:change", "identity:grant",
                    "identity:rules",
                ),
            ),
        )  # fmt: skip
        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "四眼复核", icon="checks", url_name="identity:proposals", order=81,
                shown_to=lambda actor: can_see_proposals(actor).allowed,
            ),
        )  # fmt: skip
        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "支持访问", icon="headset", url_name="identity:support", order=83,
                shown_to=lambda actor: can_grant_support(actor).allowed, covers=("identity:grant_support",),
                count=lambda actor: visits_open(actor, clock.now()), hot=True,
            ),
        )  # fmt: skip
        slots.account.append(AccountItem("我的账户", url_name="identity:me"))
        slots.account.append(AccountItem("角色说明", url_name="identity:roles", icon="shield"))
        slots.account.append(AccountItem("退出", url_name="identity:logout", icon="logout", post=True))
        slots.chips.append(
            lambda actor: Chip(f"代{actor.acting_for}办理", "identity:me") if actor.acting_for else None
        )
        slots.chips.append(
            lambda actor: (
                Chip(f"支持访问：{actor.looking_at}，只能看", "identity:visits") if actor.looking_at else None
            )
        )
        renewals["动态口令"] = renew_sealed_secrets
        post_migrate.connect(_found_rules, sender=self)
        add_source(todos.loans_waiting)
        add_source(todos.proposals_waiting)
        consequences.add_source(kept_of_ending_unit)


def _looking(actor: Any) -> Any:
    """Seen on every page while support looks, and the way to end it."""
    from dukao.ui.shell import Chip

    return Chip(f"支持访问：{actor.looking_at}，只能看", "identity:visits") if actor.looking_at else None


def _found_rules(**_: Any) -> None:
    from dukao.identity.services import found_rules

    found_rules(on=FIRST_DAY)
