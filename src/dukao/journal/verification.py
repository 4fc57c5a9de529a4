"""Checking the whole journal in one pass, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from dukao.journal import ranges
from dukao.journal.anchor import Anchor
from dukao.journal.digests import content_digest, entry_digest
from dukao.journal.models import Attestation, Checkpoint, Entry, Waiting
from dukao.journal.statements import Statement, parsed
from dukao.journal.trees import GrowingTree, merkle_root
from dukao.kernel.errors import DomainError

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the journal does not hold."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verification:
    entries: int
    checkpoints: int
    waiting: int
    attestations: int
    fault: Fault | None


class Broken(Exception):
    def __init__(self, place: str, sentence: str) -> None:
        self.fault = Fault(place, sentence)


def verify(
    *,
    anchor: Anchor | None = None,
    statement: Statement | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Verification:
    """Recompute every digest, root and link from the first row on; stop at the first that is broken.

    Every attestation of the database, and the ``statement`` that somebody kept, must be what the journal
    was at that point. Rows and checkpoints are read once each, in the order of their ids. A row waits in
    memory only until the checkpoint that covers it comes by, which is as long as transactions overtook
    each other.
    """
    walk = _Walk(progress)
    try:
        with snapshot():
            walk.through(anchor, statement)
    except Broken as broken:
        return Verification(walk.entries, walk.checkpoints, 0, walk.attested.count, broken.fault)
    return Verification(walk.entries, walk.checkpoints, len(walk.unclaimed), walk.attested.count, None)


class _Walk:
    def __init__(self, progress: Callable[[int], None]) -> None:
        self.entries = self.checkpoints = self.total = self.head = 0
        self.previous = ""
        self.unclaimed: dict[int, str] = {}
        self.attested = _Attested()
        self._rows = _intact_rows()
        self._progress = progress

    def through(self, anchor: Anchor | None, statement: Statement | None) -> None:
        self.attested.expect(statement)
        for checkpoint in Checkpoint.objects.order_by("id").iterator(chunk_size=CHUNK):
            self._check_link(checkpoint)
            self._check_members(checkpoint)
            if anchor and anchor.checkpoint == checkpoint.pk and anchor.digest != checkpoint.digest:
                raise Broken(f"封存点 {checkpoint.pk}", "与数据库之外留存的封存摘要不符：封存点被替换。")
            self.attested.take(checkpoint)
            self.checkpoints += 1
            self.head, self.total, self.previous = checkpoint.pk, checkpoint.total, checkpoint.digest
            self._progress(self.entries)
        if anchor and self.head < anchor.checkpoint:
            raise Broken(
                f"封存点 {anchor.checkpoint}", "数据库之外留有它的封存摘要，库里却没有：末尾被截去。"
            )
        self.attested.finish()
        self._read_up_to(None)
        self._check_waiting()

    def _check_link(self, checkpoint: Checkpoint) -> None:
        place = f"封存点 {checkpoint.pk}"
        if checkpoint.own_digest() != checkpoint.digest:
            raise Broken(place, "内容与它的摘要不符：这个封存点被改过。")
        if checkpoint.previous != self.previous:
            raise Broken(place, "与上一封存点接不上：中间有封存点被删除、替换或调换。")
        if checkpoint.total != self.total + checkpoint.size:
            raise Broken(place, "累计条数不对：之前有封存点缺失。")

    def _check_members(self, checkpoint: Checkpoint) -> None:
        members = list(ranges.read(checkpoint.members))
        self._read_up_to(members[-1])
        leaves = []
        for number in members:
            leaf = self.unclaimed.pop(number, None)
            if leaf is None:
                raise Broken(f"日志 {number}", f"封存点 {checkpoint.pk} 含有这一条，库里却没有：被删除。")
            leaves.append(bytes.fromhex(leaf))
        if merkle_root(leaves, checkpoint.algorithm).hex() != checkpoint.root:
            raise Broken(
                f"封存点 {checkpoint.pk}（日志 {checkpoint.members}）",
                "日志与封存时不一致：有日志被替换或调换。",
            )

    def _read_up_to(self, number: int | None) -> None:
        while number is None or number not in self.unclaimed:
            row = next(self._rows, None)
            if row is None:
                return
            self.unclaimed[row[0]] = row[1]
            self.entries += 1
            if number is not None and row[0] > number:
                return

    def _check_waiting(self) -> None:
        """What no checkpoint covers must be exactly what stands in the queue."""
        waiting = set(Waiting.objects.values_list("entry_id", flat=True))
        for number in sorted(self.unclaimed.keys() ^ waiting):
            if number in waiting:
                raise Broken(f"日志 {number}", "排在待封存队列里，库里却没有：封存之前被删除。")
            raise Broken(f"日志 {number}", "不在任何封存点，也不在待封存队列：不是由本系统写入。")


class _Attested:
    """What was signed, held against the trees as they grow."""

    def __init__(self) -> None:
        self.count = 0
        self._expected: dict[int, list[tuple[str, Statement]]] = {}
        self._trees: dict[str, GrowingTree] = {}

    def expect(self, kept: Statement | None) -> None:
        for attestation in Attestation.objects.order_by("id").iterator(chunk_size=CHUNK):
            self._add(f"存证 {attestation.pk}", _signed(attestation))
        if kept:
            self._add(f"留存的存证（{kept.signed_in_words}）", kept)

    def _add(self, place: str, statement: Statement) -> None:
        self._expected.setdefault(statement.head, []).append((place, statement))
        self._trees.setdefault(statement.algorithm, GrowingTree(statement.algorithm))

    def take(self, checkpoint: Checkpoint) -> None:
        for tree in self._trees.values():
            tree.add(bytes.fromhex(checkpoint.digest))
        for place, statement in self._expected.pop(checkpoint.pk, ()):
            tree = self._trees[statement.algorithm]
            now = (tree.size, checkpoint.total, tree.root().hex())
            if now != (statement.checkpoints, statement.entries, statement.root):
                raise Broken(place, f"签名时的日志与库里到封存点 {checkpoint.pk} 为止的不同：日志被改写。")
            self.count += 1

    def finish(self) -> None:
        for head, expected in sorted(self._expected.items()):
            raise Broken(expected[0][0], f"签名时有封存点 {head}，库里却没有：末尾被截去，或封存点被替换。")


def _signed(attestation: Attestation) -> Statement:
    """What the signed text says, which the row's own columns must repeat."""
    try:
        statement = parsed(attestation.text)
    except DomainError as refusal:
        raise Broken(f"存证 {attestation.pk}", refusal.sentence) from refusal
    columns = ("checkpoints", "entries", "root", "algorithm", "signature_kind", "public_key")
    if statement.head != attestation.head_id or any(
        getattr(statement, name) != getattr(attestation, name) for name in columns
    ):
        raise Broken(f"存证 {attestation.pk}", "各栏与签名的原文不符：这一份存证被改过。")
    return statement


def _intact_rows() -> Iterator[tuple[int, str]]:
    """Number and digest of every entry in order; raises at the first whose digests do not match.

    Takes the rows as the database stores them: making objects of moments and JSON, only to write them as
    text again, would take longer than all the hashing.
    """
    rows = Entry.objects.order_by("id").values_list(
        "id", "at", "event", "actor_id", "subject_type", "subject_id", "unit_path", "request_id", "key",
        "actor", "acting_for", "subject_label", "before", "after", "reason",
        "algorithm", "salt", "content_digest", "digest",
    )  # fmt: skip
    sql, parameters = rows.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while chunk := cursor.fetchmany(CHUNK):
            for number, at, *values, algorithm, salt, content, own in chunk:
                if (
                    content_digest(values[7:], salt, algorithm) != content
                    or entry_digest((_utc(at), *values[:7]), content, algorithm) != own
                ):
                    raise Broken(f"日志 {number}", f"“{values[9]}”这一条的内容与它的摘要不符：被改过。")
                yield number, own


def _utc(at: datetime) -> str:
    """As the digest has it; SQLite keeps moments in UTC without saying so."""
    return f"{at.isoformat()}+00:00" if at.tzinfo is None else at.astimezone(UTC).isoformat()


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see one state of the database; writers are not held up."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # A plain BEGIN: transaction.atomic would take SQLite's write lock for the whole time.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
