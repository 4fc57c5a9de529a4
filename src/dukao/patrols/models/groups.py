"""Patrol groups: who goes, on whose decision, trained for what and kept away from whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.kernel.validity import Dated
from dukao.patrols.vocabulary import GroupKind, InterestKind, MemberRole


class PatrolGroup(Dated):
    """督导巡查组. Its standing is the decision that set it up and the spans of those who sit in it."""

    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=12, choices=GroupKind)
    owner = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="patrol_groups", verbose_name="派出范围"
    )
    leading_group = models.ForeignKey(
        "organisations.LeadingGroup", models.PROTECT, null=True, blank=True, related_name="patrol_groups",
        verbose_name="领导小组",
    )  # fmt: skip
    subject = models.CharField("负责领域", max_length=120, blank=True)
    decision = models.CharField("成立文件", max_length=60)
    decided_on = models.DateField("成立日期")
    position = models.PositiveSmallIntegerField("次序", default=0)
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "督导巡查组"
        ordering = ["position", "pk"]
        constraints = [
            Dated.span_constraint("patrol_group_span_is_forward"),
            models.CheckConstraint(condition=~Q(decision=""), name="patrol_group_has_decision"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(Dated):
    """One person's seat in a group, with the decision that gave it.

    ``home`` is where the person comes from; ``account`` the way in, which guests may lack.
    """

    group = models.ForeignKey(PatrolGroup, models.PROTECT, related_name="members")
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="patrol_seats")
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, blank=True, related_name="patrol_seats"
    )
    home = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="patrol_members", verbose_name="所在单位"
    )
    role = models.CharField("身份", max_length=12, choices=MemberRole)
    decision = models.CharField("任命文件", max_length=60)
    decided_on = models.DateField("任命日期")
    expertise = models.CharField("专长", max_length=60, blank=True)

    class Meta:
        verbose_name = "督导巡查组成员"
        constraints = [
            Dated.span_constraint("patrol_member_span_is_forward"),
            models.CheckConstraint(condition=~Q(decision=""), name="patrol_member_has_decision"),
            # 《政府督查工作条例》第八条: 组长负责制. Spans with an end are compared by the service.
            models.UniqueConstraint(
                fields=["group"], condition=Q(role="leader", until__isnull=True), name="patrol_one_leader_now"
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(until__isnull=True), name="patrol_one_seat_now"
            ),
        ]
        indexes = [models.Index(fields=["account", "since", "until"], name="patrol_member_account")]

    def __str__(self) -> str:
        return str(self.person)


class Training(models.Model):
    """行前培训 (《政府督查工作条例》第九条): what was taught, when, to whom."""

    group = models.ForeignKey(PatrolGroup, models.PROTECT, related_name="trainings")
    on = models.DateField("日期")
    topic = models.CharField("内容", max_length=120)
    by = models.CharField("授课人", max_length=60, blank=True)
    attended = models.ManyToManyField(Member, related_name="trainings", verbose_name="参加人")
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "行前培训"
        ordering = ["-on", "-pk"]


class Interest(Dated):
    """A declared tie between a person and a unit. Read by the person, the group's leader and the office."""

    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="patrol_interests")
    kind = models.CharField("情形", max_length=12, choices=InterestKind)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="patrol_interests",
        verbose_name="单位",
    )  # fmt: skip
    note = models.CharField("说明", max_length=200, blank=True)
    declared_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = "回避申报"
        ordering = ["-since", "-pk"]
        constraints = [
            Dated.span_constraint("patrol_interest_span_is_forward"),
            models.CheckConstraint(
                condition=Q(kind="nothing", unit__isnull=True) | ~Q(kind="nothing") & Q(unit__isnull=False),
                name="patrol_interest_names_unit",
            ),
        ]
