"""What a unit plans and says of its problem, with evidence; and its request for more time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.issues.vocabulary import WordKind
from dukao.kernel.extension import ExtensionState


class Measure(models.Model):
    """整改措施: one thing the unit will do, by whom and until when."""

    problem = models.ForeignKey("issues.Problem", models.PROTECT, related_name="measures")
    text = models.CharField("措施", max_length=200)
    charged = models.CharField("责任人", max_length=40)
    due_on = models.DateField("完成时限")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("制定时间")
    done_on = models.DateField("完成日", null=True)

    class Meta:
        verbose_name = "整改措施"
        ordering = ["due_on", "pk"]


class Word(models.Model):
    """Progress, a submission or a follow-up. It is never changed; a later one corrects it."""

    problem = models.ForeignKey("issues.Problem", models.PROTECT, related_name="words")
    kind = models.CharField("种类", max_length=12, choices=WordKind)
    text = models.TextField("情况")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "整改进展"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="problem_word_says_something")]
        indexes = [models.Index(fields=["problem", "-at"], name="problem_word_newest")]


class WordEvidence(models.Model):
    """A file that came with a word: the picture "after"."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "整改佐证"
        constraints = [
            models.UniqueConstraint(fields=["word", "file"], name="evidence_once_per_problem_word")
        ]


class Extension(models.Model):
    """延期: asked before the limit runs out, with a reason and a new day, and decided by the office."""

    problem = models.ForeignKey("issues.Problem", models.PROTECT, related_name="extensions")
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("拟延至")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=12, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    opinion = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = "整改延期申请"
        constraints = [
            models.UniqueConstraint(
                fields=["problem"], condition=Q(state="asked"), name="one_open_extension_per_problem"
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=models.F("old_due_on")), name="problem_extension_goes_forward"
            ),
        ]
