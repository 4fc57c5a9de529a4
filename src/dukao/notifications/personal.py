"""What notices hold about persons."""

from __future__ import annotations

from dukao.identity.selectors import accounts_closed
from dukao.kernel.identifiers import masked_email, masked_phone
from dukao.kernel.personal import (
    CONSENT,
    DUTY,
    Clock,
    Field,
    Holding,
    declare,
    declare_clocks,
    declare_not_personal,
)
from dukao.notifications.selectors import addresses_kept
from dukao.notifications.services import (
    erase_addresses_of_closed,
    forget_old_deliveries,
    forget_read_notices,
)

declare(
    Holding(
        model="notifications.Preference",
        label="通知设置",
        fields=(
            Field("email", "邮箱", is_sealed=True, mask=masked_email),
            Field("mobile", "手机号", is_sealed=True, mask=masked_phone),
            Field("pace", "节奏"),
        ),
        purpose="把提醒发给本人，不作他用",
        basis=CONSENT,
        source="本人在通知设置里填写",
        keeping="addresses",
        by_account="account",
    ),
    Holding(
        model="notifications.Notice",
        label="收到的消息",
        fields=(Field("title", "标题"), Field("at", "时间"), Field("read_at", "已读时间")),
        purpose="提醒本人办理",
        basis=DUTY,
        source="办理过程中由系统产生",
        keeping="notices",
        by_account="account",
    ),
    Holding(
        model="notifications.Delivery",
        label="发到外面的提醒",
        fields=(Field("kind_label", "种类"), Field("created_at", "产生时间"), Field("state", "状态")),
        purpose="核对提醒有没有发到",
        basis=DUTY,
        source="发送时由系统记录，不含内容",
        keeping="notices",
        by_account="account",
    ),
    Holding(
        model="notifications.CalendarLink",
        label="日历订阅",
        fields=(
            Field("digest", "链接（只存摘要）", is_secret=True),
            Field("made_at", "生成时间"),
            Field("read_at", "最近读取"),
        ),
        purpose="让本人的日历软件读取期限",
        basis=CONSENT,
        source="本人生成",
        keeping="addresses",
        by_account="account",
        is_private=True,
    ),
)
declare_not_personal(
    {
        "notifications.Channel.address_name": "网关和群机器人的地址存放在哪个文件，与个人无关",
        "notifications.Channel.address_hint": "网关和群机器人的地址，与个人无关",
    }
)
declare_clocks(
    Clock(
        key="addresses",
        label="停用账户的邮箱、手机号和日历链接",
        counted_from="账户停用之日",
        months=1,
        source="个人信息保护法第四十七条：目的已实现或者个人撤回同意的，应当主动删除",
        due=lambda before: addresses_kept(accounts_closed(before)),
        destroy=erase_addresses_of_closed,
    ),
    Clock(
        key="notices",
        label="已读消息和发送记录",
        counted_from="已读或发送之日（到期每晚自动清除）",
        months=6,
        source="个人信息保护法第十九条：保存期限为实现目的所必要的最短时间",
        clear=lambda before: forget_read_notices(before) + forget_old_deliveries(before),
    ),
)
