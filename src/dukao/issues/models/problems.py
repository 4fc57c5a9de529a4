"""Problems: what was found, whose it is, what is asked, and how far it is put right."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When

from dukao.issues.vocabulary import OPEN, ProblemKind, ProblemState, Severity, Source
from dukao.kernel.regimes import Regime, SecrecyLabel


class ProblemNumber(models.Model):
    """The last number given in a year; whoever takes the next one holds the row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "问题编号"


class Problem(models.Model):
    """One problem from its finding to its look-back.

    Its lamp is not stored. ``blue_from``, ``yellow_from`` and ``red_from`` are the first days on which
    rules will light these colours if nothing more is heard (see ``lights``).
    """

    number = models.CharField("编号", max_length=20, unique=True, help_text="WT-2026-0231")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("问题", max_length=120)
    source = models.CharField("来源", max_length=20, choices=Source)
    source_text = models.CharField("来源文件或任务", max_length=200, blank=True)
    source_url = models.CharField("来源页", max_length=200, blank=True, help_text="本站地址，如 /patrols/7/")
    source_key = models.CharField(
        "发现者",
        max_length=40,
        blank=True,
        help_text="发现问题的组，如 patrol_group:3；组员据此看到自己的发现",
    )
    regime = models.CharField("督查性质", max_length=16, choices=Regime)
    label = models.CharField("知悉范围", max_length=12, choices=SecrecyLabel, default=SecrecyLabel.INTERNAL)
    severity = models.CharField("严重程度", max_length=10, choices=Severity)
    kind = models.CharField("类型", max_length=12, choices=ProblemKind)
    facts = models.TextField("事实")
    clause = models.CharField("依据", max_length=200)
    duty = models.CharField("责任", max_length=200, blank=True)
    demand = models.TextField("整改要求")
    found_on = models.DateField("发现日期")

    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name="督考范围")
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="problems", verbose_name="责任单位"
    )
    joint = models.ManyToManyField(
        "organisations.Unit", related_name="joint_problems", blank=True, verbose_name="共同整改单位"
    )
    due_on = models.DateField("整改时限")
    days = models.PositiveSmallIntegerField("整改天数", null=True, help_text="按规则计时的问题从交办起算")

    state = models.CharField("状态", max_length=12, choices=ProblemState, default=ProblemState.DRAFT)
    #: 1 or 0, worked out by the database: lists of what is open walk an index in the order of the limit.
    is_open = models.GeneratedField(
        expression=Case(When(state__in=[str(state) for state in OPEN], then=1), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    needs_proof = models.BooleanField("销号必须有佐证", default=False)
    assigned_on = models.DateField("交办日", null=True)
    plan_by = models.DateField("定措施截止", null=True)
    planned_on = models.DateField("定下措施", null=True)
    word_days = models.PositiveSmallIntegerField("反馈间隔", default=15)
    last_word_on = models.DateField("最近进展", null=True, help_text="没有进展时是交办日")
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    rebounds = models.PositiveSmallIntegerField("反弹次数", default=0)

    action_taken = models.TextField("采取的措施", blank=True)
    proofs = models.PositiveSmallIntegerField("整改后佐证", default=0)
    submitted_at = models.DateTimeField("申请验收", null=True)
    submitted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    verify_by = models.DateField("验收截止", null=True)
    verifier = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="验收人",
        db_index=False,
    )  # fmt: skip
    verified_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField("验收", null=True)
    verdict = models.TextField("验收意见", blank=True)
    closed_at = models.DateTimeField("销号时间", null=True)
    closed_on = models.DateField("销号日", null=True)
    closed_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    opinion = models.TextField("最近的办理意见", blank=True)

    blue_from = models.DateField(null=True)
    yellow_from = models.DateField(null=True)
    red_from = models.DateField(null=True)

    registered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField("登记时间")
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "问题"
        constraints = [
            models.CheckConstraint(
                condition=~Q(facts="") & ~Q(clause="") & ~Q(demand=""), name="problem_says_what"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(assigned_on__isnull=False),
                name="assigned_problem_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "closed"])
                | Q(submitted_by__isnull=False) & ~Q(action_taken=""),
                name="submitted_problem_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, closed_on__isnull=False, verified_by__isnull=False)
                & ~Q(opinion=""),
                name="closed_problem_was_verified",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(needs_proof=False) | Q(proofs__gt=0),
                name="closed_problem_has_its_proof",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("submitted_by")),
                name="problem_is_not_verified_by_its_rectifier",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("submitted_by")),
                name="problem_is_not_closed_by_its_rectifier",
            ),
        ]
        indexes = [
            models.Index(fields=["is_open", "due_on", "id"], name="problem_open_due"),
            models.Index(fields=["is_open", "unit", "due_on", "id"], name="problem_open_unit"),
            models.Index(fields=["is_open", "source", "due_on", "id"], name="problem_open_source"),
            models.Index(fields=["state", "due_on", "id"], name="problem_state_due"),
            models.Index(fields=["unit", "state"], name="problem_unit_state"),
            models.Index(fields=["state", "red_from"], name="problem_state_red"),
            models.Index(fields=["state", "yellow_from"], name="problem_state_yellow"),
            models.Index(fields=["source_key"], name="problem_source_key"),
            models.Index(fields=["state", "closed_on", "id"], name="problem_closed_on"),
            models.Index(fields=["found_on"], name="problem_found_on"),
            # Few are named or came back: without these they are looked for among all that is open.
            models.Index(
                fields=["verifier", "is_open"], condition=Q(verifier__isnull=False), name="problem_verifier"
            ),
            models.Index(fields=["is_open", "rebounds", "due_on", "id"], name="problem_open_rebounds"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProblemEvidence(models.Model):
    """What the problem looked like when it was found: the picture "before"."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "问题佐证"
        constraints = [models.UniqueConstraint(fields=["problem", "file"], name="evidence_once_per_problem")]


class Naming(models.Model):
    """点人点事: a circular of that number named the problem, and who answers for it (S1)."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="namings")
    year = models.PositiveSmallIntegerField("年度")
    issue = models.PositiveSmallIntegerField("第几期")
    named = models.CharField("点名", max_length=80, help_text="通报里点到的人或岗位")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "点人点事"
        constraints = [
            models.UniqueConstraint(fields=["problem", "year", "issue"], name="problem_named_once_an_issue")
        ]
