"""Files, stored once by the digest of their content, and the official documents issued from here."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from dukao.documents.vocabulary import (
    EXTENSIONS,
    DocumentKind,
    DocumentState,
    MediaType,
    Nature,
    RecipientRole,
)
from dukao.kernel.regimes import Regime, SecrecyLabel


class StoredFile(models.Model):
    """Content that was checked and stored. The same bytes are stored once, whoever brings them."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    media_type = models.CharField("类型", max_length=80, choices=MediaType)
    size = models.PositiveIntegerField("字节数")
    pages = models.PositiveSmallIntegerField("页数")
    stored_at = models.DateTimeField("存入时间")
    #: Empty where nothing is to be seen; missing as long as nobody has asked.
    fingerprint = models.CharField("图片指纹", max_length=16, null=True)  # noqa: DJ001 - not asked is not empty

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def is_pdf(self) -> bool:
        return self.media_type == MediaType.PDF

    @property
    def file_name(self) -> str:
        """A name without anything its bringer wrote."""
        return f"{self.digest[:12]}.{EXTENSIONS[self.media_type]}"


class UploadTally(models.Model):
    """What one person has put in on one day; the next day begins with nothing."""

    account = models.OneToOneField("identity.Account", models.CASCADE, related_name="+")
    day = models.DateField("日期")
    files = models.PositiveIntegerField("份数", default=0)
    size = models.PositiveBigIntegerField("字节数", default=0)

    class Meta:
        verbose_name = "上传计数"


def signed_by_others() -> list[str]:
    """Documents that bind or judge others are signed by a second person; slips of daily work need none."""
    return [
        DocumentKind.CIRCULAR,
        DocumentKind.TALK_PROPOSAL,
        DocumentKind.SPECIAL_REPORT,
        DocumentKind.INSPECTION_REPORT,
        DocumentKind.ORDER,
    ]


class DocumentRule(models.Model):
    """Limits of documents from one day on, each with its source."""

    effective_on = models.DateField("施行日期", unique=True)
    limit_ordinary = models.PositiveIntegerField("字数上限（其他）", default=5000)
    limit_special = models.PositiveIntegerField("字数上限（专项）", default=4000)
    allows_exception = models.BooleanField("允许说明理由后超长", default=True)
    second_person = models.JSONField("须由他人签发的文种", default=signed_by_others)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "公文规则"

    def limit_of(self, nature: str) -> int | None:
        """Characters a document of this nature may have; ``None`` where the rule sets no limit."""
        return {Nature.SPECIAL: self.limit_special, Nature.ORDINARY: self.limit_ordinary}.get(Nature(nature))


#: Holds where an office has entered no rule of its own: 除部署综合性工作外，地方和部门文件一般不超过
#: 5000 字，部署专项工作或者具体任务的文件一般不超过 4000 字. "一般" leaves room for a reason.
NATIONAL_RULE = DocumentRule(
    effective_on=date(2024, 8, 6),
    source="《整治形式主义为基层减负若干规定》（2024 年 8 月 6 日）第一部分",
)


class NumberSeries(models.Model):
    """The numbers of one kind, issuer and year: 示督通〔2026〕1 号 and on, without gaps or repeats."""

    kind = models.CharField("文种", max_length=24, choices=DocumentKind)
    issuer = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="number_series")
    year = models.PositiveSmallIntegerField("年度")
    prefix = models.CharField("机关代字", max_length=20)
    first = models.PositiveIntegerField("起始号", default=1)
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "发文字号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "issuer", "year"], name="number_series_once"),
            models.UniqueConstraint(fields=["prefix", "year"], name="number_prefix_once_a_year"),
            models.CheckConstraint(condition=Q(first__gte=1), name="number_series_starts_at_one_or_later"),
            models.CheckConstraint(condition=Q(last__gte=F("first") - 1), name="number_series_only_grows"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"

    @property
    def is_used(self) -> bool:
        return self.last >= self.first

    @property
    def used(self) -> int:
        return self.last - self.first + 1


class OfficialDocument(models.Model):
    """One official document: its content while it is drafted, its frozen bytes once it is issued."""

    kind = models.CharField("文种", max_length=24, choices=DocumentKind)
    state = models.CharField("状态", max_length=12, choices=DocumentState, default=DocumentState.DRAFT)
    title = models.CharField("标题", max_length=120)
    issuer = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="documents_issued")
    #: Composed parts as the layout takes them: paragraphs, addressee in words, attachments, note.
    content = models.JSONField("内容")
    basis = models.CharField("依据", max_length=200, blank=True)
    regime = models.CharField("督查性质", max_length=16, choices=Regime, default=Regime.GOVERNMENT)
    label = models.CharField("知悉范围", max_length=12, choices=SecrecyLabel, default=SecrecyLabel.INTERNAL)
    nature = models.CharField("性质", max_length=16, choices=Nature, default=Nature.SPECIAL)
    exception = models.CharField("超长理由", max_length=200, blank=True)
    subject_ref = models.CharField("所办事项", max_length=80, blank=True)
    subject_label = models.CharField("所办事项名称", max_length=200, blank=True)
    subject_url = models.CharField("所办事项地址", max_length=200, blank=True)
    revision = models.PositiveIntegerField("修改序号", default=0)

    drafted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    saved_at = models.DateTimeField("修改时间")
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("送签时间", null=True)
    note = models.CharField("退回原因", max_length=300, blank=True)

    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField("顺序号", null=True)
    issued_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("签发时间", null=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="documents")
    docx_digest = models.CharField("Word 文件摘要", max_length=64, blank=True)
    #: What the bytes were rendered from, so that the archive tells it without rendering again.
    frozen = models.JSONField("签发时的内容", null=True)

    voided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "公文"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="document_number_once"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.ISSUED)
                | Q(number__isnull=False, issued_at__isnull=False, pdf__isnull=False),
                name="issued_document_is_numbered_and_frozen",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(state__in=[DocumentState.ISSUED, DocumentState.VOIDED]),
                name="only_issued_documents_are_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.VOIDED) | ~Q(void_reason=""),
                name="voided_document_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-saved_at"], name="document_state"),
            models.Index(fields=["subject_ref"], name="document_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mark(self) -> str:
        """发文字号, or "" before it is issued; no 第, no leading zeros (GB/T 9704-2012, 7.2.5).

        Orders bear 令号, with 第 and without prefix (10.2).
        """
        if not self.series:
            return ""
        return f"第 {self.number} 号" if self.kind == DocumentKind.ORDER else f"{self.series}{self.number} 号"


class Receipt(models.Model):
    """One recipient's copy of a document; recipients are named in the draft, and sign once it is issued."""

    document = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="receipts")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="documents_received")
    role = models.CharField("送达", max_length=8, choices=RecipientRole, default=RecipientRole.MAIN)
    position = models.PositiveSmallIntegerField("次序", default=0)
    received_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True)

    class Meta:
        verbose_name = "签收"
        constraints = [models.UniqueConstraint(fields=["document", "unit"], name="receipt_once")]
        indexes = [models.Index(fields=["unit", "received_at"], name="receipt_unit")]


class DocumentTemplate(models.Model):
    """The Word template an office uses for a kind in place of the built-in one."""

    kind = models.CharField("文种", max_length=24, choices=DocumentKind, unique=True)
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("SHA-256", max_length=64)
    set_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField("更换时间")

    class Meta:
        verbose_name = "公文模板"
