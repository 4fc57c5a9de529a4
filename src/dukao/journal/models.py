"""The journal: rows that only ever get added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any, NoReturn

from django.db import models

from dukao.journal.digests import canonical, content_digest, digest, entry_digest
from dukao.journal.fields import CanonicalJSONField
from dukao.journal.vocabulary import Digest, Signature


class AppendOnly(Exception):
    """Somebody tried to change or delete what may only be added."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads, and adds; the database's own triggers say the same to everybody else."""

    def update(self, **_: Any) -> NoReturn:
        raise AppendOnly("journal rows are never updated")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnly("journal rows are never updated")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise AppendOnly("journal rows are never updated")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnly("journal rows are never deleted")

    _raw_delete = delete


class AppendOnlyModel(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("journal rows are never updated")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnly("journal rows are never deleted")


class Entry(AppendOnlyModel):
    """One change: who did what to which object, before and after, why; with its own digest."""

    at = models.DateTimeField("时间")
    event = models.CharField("事件", max_length=60)
    actor_id = models.BigIntegerField("账户编号", null=True)
    actor = models.CharField("谁", max_length=120)
    acting_for = models.CharField("代谁", max_length=120, blank=True)
    subject_type = models.CharField("对象类型", max_length=40, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    subject_label = models.CharField("对象", max_length=200)
    unit_path = models.CharField("所属单位", max_length=200, blank=True, help_text="谁能看到这一行由它决定")
    before = CanonicalJSONField("之前", null=True)
    after = CanonicalJSONField("之后", null=True)
    reason = models.TextField("原因", blank=True)
    request_id = models.CharField("请求编号", max_length=36, blank=True)
    key = models.CharField("幂等键", max_length=64, null=True, unique=True)  # noqa: DJ001 - many have none
    algorithm = models.CharField("摘要算法", max_length=8, choices=Digest)
    salt = models.CharField("盐", max_length=32)
    content_digest = models.CharField("内容摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "日志"
        # Readers go by time, newest first, with at most one of these conditions.
        indexes = [
            models.Index(fields=["at", "id"], name="entry_at"),
            models.Index(fields=["event", "at", "id"], name="entry_event"),
            models.Index(fields=["actor_id", "at", "id"], name="entry_actor"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_label}"

    def digests(self) -> tuple[str, str]:
        """The content digest and the digest this row must carry, computed from what it holds."""
        content = content_digest(self._content(), self.salt, self.algorithm)
        return content, entry_digest(self._frame(), content, self.algorithm)

    def written(self) -> tuple[tuple[str | int | None, ...], tuple[str | None, ...]]:
        """What the digests are taken over: the frame, and what may name persons."""
        return self._frame(), self._content()

    @property
    def is_intact(self) -> bool:
        return self.digests() == (self.content_digest, self.digest)

    def _content(self) -> tuple[str | None, ...]:
        """What may name persons. The order is part of the format, here and in ``verification``."""
        return (
            self.actor,
            self.acting_for,
            self.subject_label,
            None if self.before is None else canonical(self.before),
            None if self.after is None else canonical(self.after),
            self.reason,
        )

    def _frame(self) -> tuple[str | int | None, ...]:
        return (
            self.at.astimezone(UTC).isoformat(),
            self.event,
            self.actor_id,
            self.subject_type,
            self.subject_id,
            self.unit_path,
            self.request_id,
            self.key,
        )


class Waiting(models.Model):
    """An entry no checkpoint covers yet: put here by a trigger, taken away by the sealer.

    Transactions commit out of the order of their ids; a queue does not have to guess which are missing.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="waiting")

    class Meta:
        verbose_name = "待封存"


class Checkpoint(AppendOnlyModel):
    """A sealed batch: the Merkle root over its entries, chained to the checkpoint before."""

    sealed_at = models.DateTimeField("封存时间")
    size = models.PositiveIntegerField("条数")
    total = models.PositiveBigIntegerField("累计条数")
    members = models.TextField("所含日志", help_text="编号区间，如 4001-4500,4503")
    first = models.BigIntegerField("最小编号")
    last = models.BigIntegerField("最大编号", db_index=True)
    root = models.CharField("批次根", max_length=64)
    previous = models.CharField("上一封存点", max_length=64, blank=True, unique=True)
    algorithm = models.CharField("摘要算法", max_length=8, choices=Digest)
    digest = models.CharField("封存摘要", max_length=64, unique=True)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "封存点"

    def __str__(self) -> str:
        return f"{self.pk}"

    def own_digest(self) -> str:
        """The digest this checkpoint must carry; it covers the one before, which makes the chain."""
        content = {
            "sealed_at": self.sealed_at,
            "size": self.size,
            "total": self.total,
            "members": self.members,
            "root": self.root,
            "previous": self.previous,
        }
        return digest(canonical(content).encode(), self.algorithm).hex()


class Attestation(AppendOnlyModel):
    """A signed statement of the tree over all checkpoints up to one; what people keep and print."""

    head = models.OneToOneField(Checkpoint, models.PROTECT, verbose_name="最后封存点")
    signed_at = models.DateTimeField("签名时间")
    checkpoints = models.PositiveBigIntegerField("封存点数")
    entries = models.PositiveBigIntegerField("日志条数")
    root = models.CharField("日志树根", max_length=64)
    algorithm = models.CharField("摘要算法", max_length=8, choices=Digest)
    signature_kind = models.CharField("签名算法", max_length=8, choices=Signature)
    public_key = models.CharField("公钥", max_length=120)
    text = models.TextField("存证", help_text="签名的原文和签名")

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "日志存证"

    def __str__(self) -> str:
        return f"存证 {self.pk}"


class Receipt(AppendOnlyModel):
    """Somebody of the discipline side has taken an attestation out of the product."""

    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="receipts")
    account_id = models.BigIntegerField("账户编号", null=True)
    name = models.CharField("签收人", max_length=120)
    received_at = models.DateTimeField("签收时间")

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "存证签收"
        constraints = [
            models.UniqueConstraint(fields=["attestation", "account_id"], name="receipt_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.attestation_id}"
