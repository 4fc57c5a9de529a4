"""Looking at it again: draws of look-backs, sweeps of peers, and what was learnt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.issues.vocabulary import (
    STANDING,
    Drawn,
    LookBackFinding,
    PracticeState,
    SelfCheck,
    problem_ref,
)


class Draw(models.Model):
    """One quarter's draw. The seed became public after the quarter had closed, so nobody could aim."""

    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    seed = models.CharField("种子", max_length=80)
    seed_source = models.CharField("种子出处", max_length=200)
    population = models.PositiveIntegerField("可抽件数")
    #: What the lot was drawn from, as it is given away, so that anybody can draw it again.
    listing = models.TextField("抽签清单", blank=True)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = "回头看抽取"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "year", "quarter"], name="one_draw_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="draw_of_a_quarter"),
            models.CheckConstraint(condition=~Q(seed="") & ~Q(seed_source=""), name="draw_names_its_seed"),
        ]


class LookBack(models.Model):
    """回头看: whether what was signed off still holds. ``ticket`` and ``risk`` say why it was drawn."""

    problem = models.ForeignKey("issues.Problem", models.PROTECT, related_name="lookbacks")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="lookbacks")
    drawn = models.CharField("抽取方式", max_length=8, choices=Drawn)
    ticket = models.CharField("抽签号", max_length=80, blank=True)
    risk = models.PositiveSmallIntegerField("风险分", default=0)
    because = models.CharField("风险依据", max_length=200, blank=True)
    planned_on = models.DateField("不早于")
    due_on = models.DateField("不晚于")
    finding = models.CharField("结论", max_length=12, choices=LookBackFinding, blank=True)
    opinion = models.TextField("情况", blank=True)
    done_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField("时间", null=True)

    class Meta:
        verbose_name = "整改回头看"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(finding="") & ~Q(opinion=""),
                name="problem_lookback_says_what",
            ),
            models.UniqueConstraint(
                fields=["problem"], condition=Q(done_at__isnull=True), name="one_open_lookback_per_problem"
            ),
        ]
        indexes = [models.Index(fields=["done_at", "due_on"], name="problem_lookback_due")]


class Sweep(models.Model):
    """举一反三: what one unit was found to do wrong, its peers check at home."""

    problem = models.ForeignKey("issues.Problem", models.PROTECT, related_name="sweeps")
    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    title = models.CharField("自查什么", max_length=120)
    demand = models.TextField("自查要求")
    due_on = models.DateField("报送时限")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("发起时间")

    class Meta:
        verbose_name = "举一反三"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title


class SweepItem(models.Model):
    """One peer's self-check; what it finds becomes a problem of its own."""

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="items")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    state = models.CharField("自查结果", max_length=10, choices=SelfCheck, default=SelfCheck.WAITING)
    checked = models.PositiveIntegerField("自查处数", default=0)
    text = models.TextField("说明", blank=True)
    by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("报送时间", null=True)
    problem = models.OneToOneField("issues.Problem", models.PROTECT, null=True, related_name="swept_by")

    class Meta:
        verbose_name = "自查项"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "unit"], name="one_self_check_per_unit"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(at__isnull=False) & ~Q(text=""),
                name="self_check_is_explained",
            ),
            models.CheckConstraint(
                condition=~Q(state="found") | Q(problem__isnull=False), name="admitted_problem_is_registered"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="self_check_unit_state")]


class SelfCheckEvidence(models.Model):
    """A file that came with a self-check."""

    item = models.ForeignKey(SweepItem, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "自查佐证"
        constraints = [models.UniqueConstraint(fields=["item", "file"], name="evidence_once_per_self_check")]


class Practice(models.Model):
    """典型案例: how somebody put a thing right. To be read, never to be scored.

    ``subject_ref`` names what it comes from when that is no problem: "matters:matter:17".
    """

    title = models.CharField("标题", max_length=80)
    text = models.TextField("做法和成效")
    source = models.CharField("问题来源", max_length=20, blank=True)
    problem = models.ForeignKey("issues.Problem", models.PROTECT, null=True, related_name="practices")
    subject_ref = models.CharField("出自事项", max_length=60, blank=True)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=PracticeState, default=PracticeState.PROPOSED)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("推荐时间")
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("审定时间", null=True)
    opinion = models.TextField("审定意见", blank=True)

    class Meta:
        verbose_name = "典型案例"
        indexes = [models.Index(fields=["state", "-at"], name="practice_newest")]
        # Of two who press at once, one finds what the other has proposed.
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"],
                condition=Q(state__in=STANDING),
                name="one_standing_practice_per_title",
            ),
            models.UniqueConstraint(
                fields=["unit", "problem"],
                condition=Q(state__in=STANDING),
                name="one_standing_practice_per_problem",
            ),
            models.UniqueConstraint(
                fields=["unit", "subject_ref"],
                condition=Q(state__in=STANDING) & ~Q(subject_ref=""),
                name="one_standing_practice_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin_ref(self) -> str:
        return problem_ref(self.problem_id) if self.problem_id else self.subject_ref
