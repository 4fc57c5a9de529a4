"""The inbox takes its place at the bell; the kinds of notices that the lower rooms send."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class NotificationsConfig(AppConfig):
    name = "dukao.notifications"
    verbose_name = "通知"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.identity.support_watch import on_begin, on_end
        from dukao.journal import sentences
        from dukao.journal.watching import watch
        from dukao.kernel.sealing import renewals
        from dukao.notifications.kinds import NoticeKind, register_kinds
        from dukao.notifications.policies import can_manage_channels, can_see_rules
        from dukao.notifications.selectors import unread
        from dukao.notifications.services import (
            ACCOUNT_EVENTS,
            renew_address_seals,
            tell_account_changed,
            tell_support_begun,
            tell_support_ended,
        )
        from dukao.notifications.vocabulary import EVENTS, FIELDS
        from dukao.ui.navigation import Item, Section, navigation
        from dukao.ui.shell import AccountItem, Notices, slots

        sentences.register(EVENTS, FIELDS)
        renewals["通知地址"] = renew_address_seals
        slots.notices = Notices(url_name="notifications:inbox", count=unread)
        register_kinds(
            NoticeKind("account", "账户", "授权、委托、密码和二次验证的变化", is_required=True),
            NoticeKind("support", "支持访问", "支持人员开始和结束查看本单位", is_required=True),
        )
        watch(ACCOUNT_EVENTS, tell_account_changed)
        on_begin.append(tell_support_begun)
        on_end.append(tell_support_ended)
        slots.account.append(AccountItem("通知设置", url_name="notifications:settings", icon="bell"))
        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "通知渠道", icon="send", url_name="notifications:channels", order=84,
                shown_to=lambda actor: can_manage_channels(actor).allowed,
                covers=tuple(f"notifications:{n}" for n in ("add_channel", "change_channel", "deliveries")),
            ),
        )  # fmt: skip
        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "通知规则", icon="bell", url_name="notifications:rules", order=85,
                shown_to=lambda actor: can_see_rules(actor).allowed,
            ),
        )  # fmt: skip
