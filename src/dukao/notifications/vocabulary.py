"""Words, flow and limits of notices and their delivery."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from dukao.kernel.flow import Flow, move

TITLE_LIMIT = 120
BODY_LIMIT = 300
#: A call to a gateway ends long before this; who has been sending for longer was killed.
LOST_AFTER = timedelta(minutes=2)
#: The gateway gets this long to accept a connection, and to answer.
CONNECT_SECONDS = 4
ANSWER_SECONDS = 10
#: So many titles stand in one digest; the rest is counted.
DIGEST_LINES = 10
#: Stands in records of delivery for what is the person's own affair.
DISCREET = "不公开"


class Medium(models.TextChoices):
    """Ways to reach somebody outside the inbox."""

    EMAIL = "email", "邮件"
    SMS = "sms", "短信"
    ROBOT = "robot", "群机器人"


#: Media that reach one person and need an address of theirs; a robot speaks to a group.
PERSONAL_MEDIA = (Medium.EMAIL, Medium.SMS)


class Pace(models.TextChoices):
    AT_ONCE = "at_once", "有消息就发"
    DAILY = "daily", "每天汇总发一次"


class OutsideWords(models.TextChoices):
    """How much of a notice leaves the house; never more than its title."""

    TITLE = "title", "标题和链接"
    KIND = "kind", "只说种类，附链接"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    FAILED = "failed", "未送达"
    UNCERTAIN = "uncertain", "结果不明"
    DROPPED = "dropped", "不再发"


_OVER = {DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.DROPPED}

DELIVERY_FLOW = Flow(
    name="delivery",
    states=DeliveryState,
    moves=(
        move("take", DeliveryState.WAITING, DeliveryState.SENDING, "开始发送"),
        # A late answer is still the truth, even after the sender was taken for lost.
        move("confirm", {DeliveryState.SENDING, DeliveryState.UNCERTAIN}, DeliveryState.SENT, "发出"),
        move("postpone", DeliveryState.SENDING, DeliveryState.WAITING, "稍后再发"),
        move("fail", DeliveryState.SENDING, DeliveryState.FAILED, "记为未送达"),
        move("lose", DeliveryState.SENDING, DeliveryState.UNCERTAIN, "记为结果不明"),
        move("skip", DeliveryState.SENDING, DeliveryState.DROPPED, "已不用发"),
        move("resend", _OVER, DeliveryState.WAITING, "重发"),
        move(
            "drop",
            {DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.UNCERTAIN},
            DeliveryState.DROPPED,
            "不再发",
        ),
    ),
)

EVENTS = {
    "channel_added": "新增通知渠道",
    "channel_changed": "修改通知渠道",
    "channel_tested": "试发通知渠道",
    "channel_paused": "暂停通知渠道",
    "channel_resumed": "恢复通知渠道",
    "deliveries_resent": "重发通知",
    "deliveries_dropped": "不再发通知",
    "notification_policy_set": "定下通知规则",
    "calendar_link_made": "生成日历订阅链接",
    "calendar_link_revoked": "停用日历订阅链接",
    "addresses_resealed": "用新密钥重新封存通知地址",
    "addresses_erased": "清除停用账户的通知地址",
}
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "name": "名称",
    "medium": ("方式", Medium),
    "address": "地址",
    "unit": "单位",
    "kinds": "种类",
    "deduplicates": "网关去重",
    "outcome": "结果",
    "count": "条数",
    "until": "早于",
    "effective_on": "施行日期",
    "required": "必收种类",
    "outside_words": ("外发内容", OutsideWords),
    "attempts": "最多发几次",
    "first_wait_minutes": "首次重发间隔（分）",
    "calendar_reads": "日历每小时最多读取",
    "source": "依据",
}
