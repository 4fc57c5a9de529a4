"""What a unit says of its matter, with evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.matters.vocabulary import WordKind


class Word(models.Model):
    """One piece of progress, or the report that all is done. It is never changed; a later one corrects it."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="words")
    kind = models.CharField("种类", max_length=10, choices=WordKind)
    percent = models.PositiveSmallIntegerField("累计进度")
    text = models.TextField("进展")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "进展"
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="word_percent_is_a_share")]
        indexes = [models.Index(fields=["matter", "-at"], name="word_matter_newest")]


class WordEvidence(models.Model):
    """A file that came with a word."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "佐证"
        constraints = [models.UniqueConstraint(fields=["word", "file"], name="evidence_once_per_word")]
