"""监督意见 and 问询: what the discipline side asks, and what it is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.oversight.models.patterns import Hit
from dukao.oversight.vocabulary import LetterKind, LetterState, WordKind


class Letter(models.Model):
    """One question to the office or to a unit. A draft is seen by the discipline side alone.

    ``unit`` is the unit it is about. With ``to_office`` the office over that unit answers, else the unit.
    """

    kind = models.CharField("种类", max_length=12, choices=LetterKind, default=LetterKind.OPINION)
    number = models.CharField("编号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=80)
    text = models.TextField("内容")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField("单位位置", max_length=200)
    to_office = models.BooleanField("发给督考办", default=True)
    hit = models.ForeignKey(Hit, models.PROTECT, null=True, related_name="letters")
    entry = models.BigIntegerField("日志编号", null=True)
    entry_label = models.CharField("所问的事", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=LetterState, default=LetterState.DRAFT)
    drafted_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("发出时间", null=True)
    due_on = models.DateField("答复期限", null=True)
    basis = models.CharField("时限依据", max_length=200, blank=True)
    answered_at = models.DateTimeField("最近答复", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "监督意见"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT)
                | Q(sent_at__isnull=False, due_on__isnull=False) & ~Q(number=""),
                name="sent_letter_is_numbered_and_timed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.ANSWERED, LetterState.ACCEPTED])
                | Q(answered_at__isnull=False),
                name="answered_letter_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.ACCEPTED, LetterState.CLOSED])
                | Q(ended_at__isnull=False),
                name="ended_letter_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="letter_state")]

    def __str__(self) -> str:
        return self.title


class LetterWord(models.Model):
    """An answer, a further question, or the last word."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="words")
    kind = models.CharField("种类", max_length=8, choices=WordKind)
    text = models.TextField("内容")
    said_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    said_for = models.CharField("身份", max_length=120)
    said_at = models.DateTimeField("时间")
    is_late = models.BooleanField("逾期", default=False)

    class Meta:
        verbose_name = "答复"


class WordFile(models.Model):
    """A document an answer rests on."""

    word = models.ForeignKey(LetterWord, models.PROTECT, related_name="files")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "答复材料"
        constraints = [models.UniqueConstraint(fields=["word", "file"], name="word_file_once")]
