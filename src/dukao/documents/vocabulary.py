"""Words of the documents room."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from dukao.kernel.flow import Flow, move


class MediaType(models.TextChoices):
    """What may be stored. Everything else is asked for again as one of these."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG 图片"
    JPEG = "image/jpeg", "JPEG 图片"


#: How a stored file is named when it leaves the product.
EXTENSIONS: dict[str, str] = {MediaType.PDF: "pdf", MediaType.PNG: "png", MediaType.JPEG: "jpg"}

#: What a picture may unfold to in memory; a sheet scanned at 600 dpi has 35 million pixels.
PIXEL_LIMIT = 50_000_000


class DocumentKind(models.TextChoices):
    """The official documents of supervision (公文)."""

    ASSIGNMENT_SLIP = "assignment_slip", "交办单"
    SUPERVISION_SLIP = "supervision_slip", "督办单"
    REMINDER_LETTER = "reminder_letter", "催办函"
    CIRCULAR = "circular", "通报"
    TALK_PROPOSAL = "talk_proposal", "约谈建议书"
    SPECIAL_REPORT = "special_report", "专报"
    INSPECTION_REPORT = "inspection_report", "督查情况报告"
    ORDER = "order", "命令（令）"
    MINUTES = "minutes", "纪要"


class DocumentState(models.TextChoices):
    """Where an official document stands."""

    DRAFT = "draft", "草稿"
    SIGNING = "signing", "送签"
    ISSUED = "issued", "已签发"
    VOIDED = "voided", "作废"


#: Numbered and sent out; a voided one may be, or may never have left the office.
OUT = (DocumentState.ISSUED, DocumentState.VOIDED)

DOCUMENT_FLOW = Flow(
    name="official_document",
    states=DocumentState,
    moves=(
        move("send", DocumentState.DRAFT, DocumentState.SIGNING, "送签"),
        move("recall", DocumentState.SIGNING, DocumentState.DRAFT, "撤回修改"),
        move("send_back", DocumentState.SIGNING, DocumentState.DRAFT, "退回修改", needs_reason=True),
        move("issue", DocumentState.SIGNING, DocumentState.ISSUED, "签发", official=True),
        move(
            "void",
            {DocumentState.DRAFT, DocumentState.SIGNING, DocumentState.ISSUED},
            DocumentState.VOIDED,
            "作废",
            official=True,
            needs_reason=True,
        ),
    ),
)


class Nature(models.TextChoices):
    """What a document does; its length is limited by this (整治形式主义为基层减负若干规定, 一)."""

    SPECIAL = "special", "部署专项工作或者具体任务"
    ORDINARY = "ordinary", "其他"
    COMPREHENSIVE = "comprehensive", "部署综合性工作"


class RecipientRole(models.TextChoices):
    MAIN = "main", "主送"
    COPY = "copy", "抄送"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, in another room: "matters:matter:17", its name, and the way there."""

    ref: str
    label: str
    url: str = ""


#: 紧急程度 (党政机关公文处理工作条例第九条).
URGENCIES = ("特急", "加急")

#: What notices of this room are filed under.
NOTICE_KIND = "document"

#: What a draft may hold at all; the rule on lengths is far below, and is asked when it is sent.
BODY_LIMIT = 30_000

#: Events of this room's journal entries with their words.
EVENTS = {
    "document_drafted": "起草公文",
    "document_revised": "修改公文",
    "document_sent": "公文送签",
    "document_recalled": "撤回公文",
    "document_sent_back": "退回公文",
    "document_issued": "签发公文",
    "document_voided": "作废公文",
    "document_received": "签收公文",
    "number_series_set": "定发文字号",
    "document_rule_set": "定公文规则",
    "document_template_set": "更换公文模板",
    "document_template_restored": "恢复公文模板",
}
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "kind": ("文种", DocumentKind),
    "title": "标题",
    "number": "发文字号",
    "recipients": "主送",
    "copies": "抄送",
    "characters": "字数",
    "exception": "超长理由",
    "sha256": "版式文件摘要",
    "unit": "单位",
    "prefix": "机关代字",
    "first": "起始号",
    "template": "模板摘要",
    "effective_on": "施行日期",
    "limit_ordinary": "字数上限（其他）",
    "limit_special": "字数上限（专项）",
    "allows_exception": "允许超长",
    "second_person": "须由他人签发",
    "source": "依据",
}
