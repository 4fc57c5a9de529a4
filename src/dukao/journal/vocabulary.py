"""Words and limits of the journal."""

from __future__ import annotations

from django.db import models

#: The most entries one checkpoint covers; a longer queue is sealed in several.
BATCH = 5000
#: Entries on one page of the journal.
PAGE = 50
#: How many entries one page looks through for a text before it asks whether to go on.
SEARCH_SPAN = 100_000
#: The most entries one export holds.
EXPORT_LIMIT = 100_000


class Digest(models.TextChoices):
    SHA256 = "sha256", "SHA-256"
    SM3 = "sm3", "SM3"


class Signature(models.TextChoices):
    ED25519 = "ed25519", "Ed25519"
    SM2 = "sm2", "SM2"


EVENTS = {
    "journal_exported": "导出日志",
    "attestation_received": "签收日志存证",
    "personal_page_opened": "查看个人页面",
}
FIELDS = {"count": "条数", "root": "日志树根", "page": "页面"}
