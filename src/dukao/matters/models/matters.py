"""Matters: what is to be done, by whom, until when, and how far it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When

from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.terms import DayKind
from dukao.matters.vocabulary import OPEN, LookBackFinding, MatterKind, MatterState, Rhythm


class WorkField(models.Model):
    """领域: by what lists, lanes and the wall group matters."""

    name = models.CharField("领域", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "领域"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class MatterNumber(models.Model):
    """The last number given in a year; whoever takes the next one holds the row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "事项编号"


class Recurrence(models.Model):
    """A matter that comes again: its newest instance is the pattern of the next."""

    rhythm = models.CharField("周期", max_length=12, choices=Rhythm)
    first_on = models.DateField("首次交办日", help_text="以后各次从这一天数起")
    next_on = models.DateField("下次交办日")
    until = models.DateField("止于", null=True, blank=True)

    class Meta:
        verbose_name = "定期事项"


class Matter(models.Model):
    """One matter with the four fields of S2: limit, path, milestones, standard.

    Its lamp is not stored. ``blue_from``, ``yellow_from`` and ``red_from`` are the first days on which
    rules will light these colours if nothing more is heard: worked out anew whenever a fact changes,
    so that lists can be filtered by lamp on any day and no job can be late (see ``lights``).
    """

    number = models.CharField("编号", max_length=20, unique=True, help_text="DB-2026-0294")
    year = models.PositiveSmallIntegerField("年度", help_text="计入哪一年的台账")
    title = models.CharField("事项", max_length=120)
    kind = models.CharField("种类", max_length=24, choices=MatterKind)
    field = models.ForeignKey(WorkField, models.PROTECT, related_name="matters", verbose_name="领域")
    paragraph = models.ForeignKey(
        "matters.Paragraph", models.PROTECT, null=True, blank=True, related_name="matters",
        verbose_name="来源段落",
    )  # fmt: skip
    owner = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="owned_matters", verbose_name="督办范围"
    )
    regime = models.CharField("督查性质", max_length=16, choices=Regime)
    legal_basis = models.CharField("法定依据", max_length=200)
    label = models.CharField("知悉范围", max_length=12, choices=SecrecyLabel, default=SecrecyLabel.INTERNAL)

    due_on = models.DateField("完成时限")
    days = models.PositiveSmallIntegerField("办理天数", null=True, blank=True)
    day_kind = models.CharField("按", max_length=8, choices=DayKind, blank=True)
    is_provisional = models.BooleanField("时限待放假通知确认", default=False)
    path = models.TextField("实现路径", blank=True)
    standard = models.TextField("考评标准", blank=True)

    lead_unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="led_matters", verbose_name="牵头单位"
    )
    leader = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="led_matters",
        verbose_name="责任领导",
    )  # fmt: skip
    assisting = models.ManyToManyField(
        "organisations.Unit", related_name="assisted_matters", blank=True, verbose_name="协办单位"
    )

    state = models.CharField("状态", max_length=12, choices=MatterState, default=MatterState.DRAFT)
    #: 1 or 0, worked out by the database, so that lists of what is open walk an index in the order of the
    #: limit. A number: SQLite enters no index by a bare truth value.
    is_open = models.GeneratedField(
        expression=Case(When(state__in=[str(state) for state in OPEN], then=1), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    percent = models.PositiveSmallIntegerField("完成进度", default=0)
    assigned_on = models.DateField("交办日", null=True)
    receive_by = models.DateField("签收截止", null=True)
    received_at = models.DateTimeField("签收时间", null=True)
    word_days = models.PositiveSmallIntegerField("反馈间隔", default=30)
    last_word_on = models.DateField("最近反馈", null=True, help_text="没有反馈时是签收日")
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    finished_at = models.DateTimeField("报结时间", null=True)
    finished_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("销号时间", null=True)
    closed_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    opinion = models.TextField("最近的办理意见", blank=True)

    blue_from = models.DateField(null=True)
    yellow_from = models.DateField(null=True)
    red_from = models.DateField(null=True)
    #: The day of the unit's next step, worked out with the turning days; none for what is not in hand.
    step_by = models.DateField(null=True)

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    recurrence = models.ForeignKey(
        Recurrence, models.PROTECT, null=True, blank=True, related_name="instances"
    )
    registered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField("登记时间")
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "督办事项"
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="matter_percent_is_a_share"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="matter_has_legal_basis"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped", "merged", "split"]) | Q(assigned_on__isnull=False),
                name="assigned_matter_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(opinion=""),
                name="closed_matter_has_opinion",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("finished_by")),
                name="matter_is_not_closed_by_its_doer",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="merged_matter_has_target"
            ),
        ]
        indexes = [
            models.Index(fields=["is_open", "state", "due_on", "id", "owner"], name="matter_open_state"),
            models.Index(fields=["lead_unit", "state", "due_on"], name="matter_lead_due"),
            models.Index(fields=["owner", "state", "due_on"], name="matter_owner_due"),
            models.Index(fields=["leader", "state"], name="matter_leader"),
            # The ledger walks the first in the order of the limit and judges lamps without opening a row;
            # where a lamp is rare, its own index finds the few that shine.
            models.Index(
                fields=["is_open", "due_on", "id", "state", "red_from", "yellow_from", "blue_from", "owner"],
                name="matter_open_due",
            ),
            models.Index(
                fields=["is_open", "red_from", "state", "due_on", "id", "owner"], name="matter_open_red"
            ),
            models.Index(
                fields=["is_open", "yellow_from", "red_from", "state", "due_on", "id", "owner"],
                name="matter_open_yellow",
            ),
            models.Index(
                fields=["is_open", "blue_from", "yellow_from", "red_from", "state", "due_on", "id", "owner"],
                name="matter_open_blue",
            ),
            models.Index(fields=["is_open", "kind", "due_on", "id", "owner"], name="matter_open_kind"),
            models.Index(fields=["is_open", "lead_unit", "step_by"], name="matter_open_step"),
            models.Index(fields=["is_open", "lead_unit", "due_on", "id"], name="matter_open_unit"),
            models.Index(fields=["is_open", "field", "due_on", "id"], name="matter_open_field"),
            models.Index(
                fields=[
                    "is_open",
                    "last_word_on",
                    "state",
                    "due_on",
                    "id",
                    "red_from",
                    "yellow_from",
                    "blue_from",
                    "owner",
                ],
                name="matter_open_silent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Milestone(models.Model):
    """节点目标: by that day so much of the whole is to be done. Between two of them the plan is a line."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="milestones")
    due_on = models.DateField("日期")
    percent = models.PositiveSmallIntegerField("累计进度")
    title = models.CharField("节点", max_length=80)
    reached_on = models.DateField("完成日", null=True, blank=True)

    class Meta:
        verbose_name = "节点"
        ordering = ["due_on", "percent"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "due_on"], name="milestone_once_a_day"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="milestone_percent_is_a_share"),
        ]


class CarryOver(models.Model):
    """新官理旧账: what is unfinished goes on in the next year's ledger, under whoever answers for it now."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="carried")
    from_year = models.PositiveSmallIntegerField("原年度")
    note = models.CharField("说明", max_length=200)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "结转"
        constraints = [
            models.UniqueConstraint(fields=["matter", "from_year"], name="matter_carried_once_a_year")
        ]


class LookBack(models.Model):
    """回头看: whether what was signed off still holds."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="lookbacks")
    planned_on = models.DateField("计划日期")
    finding = models.CharField("结论", max_length=12, choices=LookBackFinding, blank=True)
    opinion = models.TextField("情况", blank=True)
    done_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField("时间", null=True)

    class Meta:
        verbose_name = "回头看"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(finding="") & ~Q(opinion=""), name="lookback_says_what"
            )
        ]
        indexes = [models.Index(fields=["done_at", "planned_on"], name="lookback_planned")]
