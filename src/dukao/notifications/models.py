"""Notices, the ways they leave the house, what people chose, and what became of each delivery."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from dukao.kernel.sealed_rows import SealedText
from dukao.notifications.kinds import kind_named
from dukao.notifications.vocabulary import DISCREET, DeliveryState, Medium, OutsideWords, Pace


class Notice(models.Model):
    """One message to one account. ``key`` keeps a job that runs twice from telling twice."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="notices")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=300, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    key = models.CharField("幂等键", max_length=120)

    class Meta:
        verbose_name = "消息"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notice_once")]
        indexes = [models.Index(fields=["account", "read_at", "-at"], name="notice_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return kind_named(self.kind).label


class NotificationPolicy(models.Model):
    """The office's rules from one day on: what must be received, what leaves the house, how often."""

    effective_on = models.DateField("施行日期", unique=True)
    #: Kind -> whether nobody may switch it off; kinds that are not named keep what their room says.
    required = models.JSONField("必收种类", default=dict)
    outside_words = models.CharField(
        "发到外面的内容", max_length=8, choices=OutsideWords, default=OutsideWords.TITLE
    )
    attempts = models.PositiveSmallIntegerField("最多发几次", default=6)
    first_wait_minutes = models.PositiveSmallIntegerField("首次重发间隔（分）", default=2)
    calendar_reads = models.PositiveSmallIntegerField("日历每小时最多读取（次）", default=60)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "通知规则"

    def __str__(self) -> str:
        return f"{self.effective_on:%Y-%m-%d} 起的通知规则"


class Channel(models.Model):
    """One way out of the house. Its address holds a secret and lies in a file of its own, never in here."""

    name = models.CharField("名称", max_length=40, unique=True)
    medium = models.CharField("方式", max_length=8, choices=Medium)
    #: Under which name the address is kept; "" for mail, whose server is a setting.
    address_name = models.CharField(max_length=40, blank=True)
    address_hint = models.CharField("地址", max_length=120, blank=True)
    #: The gateway drops what it has seen under the same Idempotency-Key, so that a lost call may be repeated.
    deduplicates = models.BooleanField("网关按 Idempotency-Key 去重", default=False)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    kinds = models.JSONField("群里提醒的种类", default=list, blank=True)
    added_at = models.DateTimeField("新增时间")
    paused_at = models.DateTimeField("暂停时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知渠道"
        constraints = [
            models.UniqueConstraint(
                fields=["medium"], condition=~Q(medium=Medium.ROBOT), name="one_channel_of_a_personal_medium"
            ),
            models.CheckConstraint(
                condition=Q(medium=Medium.ROBOT, unit__isnull=False)
                | Q(~Q(medium=Medium.ROBOT), unit__isnull=True),
                name="robot_has_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How one person wants to be reached outside the inbox."""

    account = models.OneToOneField(
        "identity.Account", models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    sealed_email = models.TextField("邮箱（密文）", blank=True)
    sealed_mobile = models.TextField("手机号（密文）", blank=True)
    #: Kind -> media; a kind that is not named goes the ways its room suggests.
    choices = models.JSONField("各种类的方式", default=dict)
    pace = models.CharField("节奏", max_length=8, choices=Pace, default=Pace.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(
        "汇总时刻（时）", default=8, validators=[MaxValueValidator(23)]
    )
    workdays_only = models.BooleanField("只在工作日发", default=False)
    quiet_from = models.PositiveSmallIntegerField(
        "免打扰自（时）", null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        "免打扰至（时）", null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )

    email = SealedText("sealed_email", by="account_id")
    mobile = SealedText("sealed_mobile", by="account_id")

    class Meta:
        verbose_name = "通知设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="quiet_hours_are_a_span",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"

    def address_for(self, medium: str) -> str:
        return {Medium.EMAIL: self.email, Medium.SMS: self.mobile}.get(Medium(medium), "")


class Delivery(models.Model):
    """One notice on one way out. Written with the notice (outbox), sent by the worker, kept as the record.

    ``key`` is the occasion on this channel: it can exist only once. ``message`` is what was sent in one call;
    the rows of one digest share it, and it is the gateway's Idempotency-Key.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    #: Whom it reaches; nobody in particular for a robot.
    account = models.ForeignKey("identity.Account", models.CASCADE, null=True, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    kind = models.CharField("种类", max_length=40)
    key = models.CharField("幂等键", max_length=160)
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    in_digest = models.BooleanField("汇总", default=False)
    created_at = models.DateTimeField("产生时间")
    due_at = models.DateTimeField("发送时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    message = models.UUIDField("发送编号", null=True)
    taken_at = models.DateTimeField("开始发送", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    sentence = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "投递"
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="sent_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENDING) | Q(message__isnull=False, taken_at__isnull=False),
                name="sending_has_its_message",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            models.Index(fields=["-created_at"], name="delivery_newest"),
            models.Index(fields=["message"], name="delivery_message"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def kind_label(self) -> str:
        """For records that others read: a discreet kind is not told."""
        kind = kind_named(self.kind)
        return DISCREET if kind.is_discreet else kind.label


class CalendarLink(models.Model):
    """The address of one person's deadlines; only the digest of its secret part is kept."""

    account = models.OneToOneField(
        "identity.Account", models.CASCADE, primary_key=True, related_name="calendar_link"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    read_at = models.DateTimeField("最近读取", null=True)
    hour_began_at = models.DateTimeField(null=True)
    reads_in_hour = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "日历订阅链接"

    def __str__(self) -> str:
        return f"{self.account_id}"
