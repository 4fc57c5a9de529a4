"""Proofs that one entry stands in the journal, and that a later journal holds an earlier one.

A proof is a JSON document with everything in it that its check needs: no database, no product. Whoever
checks compares the public key in it with the one they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dukao.journal import ranges, statements, trees
from dukao.journal.digests import canonical, content_digest, digest, entry_digest
from dukao.journal.models import Attestation, Checkpoint, Entry
from dukao.journal.selectors import attestation_over, proof_of
from dukao.journal.statements import Statement
from dukao.kernel.errors import DomainError

ENTRY, GROWTH = "dukao journal entry 1", "dukao journal growth 1"


def prove_entry(entry: Entry) -> dict[str, Any]:
    """Entry -> batch -> checkpoint -> tree -> signed statement, each with the path to the next."""
    checkpoint = proof_of(entry).checkpoint
    if checkpoint is None:
        raise _not_attested()
    statement = attestation_over(checkpoint)
    if statement is None:
        raise _not_attested()
    members = list(ranges.read(checkpoint.members))
    stored = dict(Entry.objects.filter(pk__range=(members[0], members[-1])).values_list("pk", "digest"))
    batch = [trees.leaf(bytes.fromhex(stored[number]), checkpoint.algorithm) for number in members]
    digests = _digests(statement)
    place = Checkpoint.objects.filter(pk__lt=checkpoint.pk).count()
    return {
        "format": ENTRY,
        "entry": {
            "number": entry.pk, "algorithm": entry.algorithm, "salt": entry.salt, **_written(entry),
        },
        "batch": {
            "index": members.index(entry.pk),
            "path": _hex(trees.inclusion_path(batch, members.index(entry.pk), checkpoint.algorithm)),
        },
        "checkpoint": {
            **{name: getattr(checkpoint, name) for name in ("size", "total", "members", "root", "previous")},
            "sealed_at": checkpoint.sealed_at.isoformat(), "algorithm": checkpoint.algorithm,
        },
        "tree": {"index": place, "path": _hex(trees.inclusion_path(digests, place, statement.algorithm))},
        "statement": statement.text,
    }  # fmt: skip


def _not_attested() -> DomainError:
    return DomainError(
        "not_attested", "这一条还没有进入签名存证。存证每天零点后签一次，也可以运行 dukao journal attest。"
    )


def prove_growth(earlier: Attestation, later: Attestation) -> dict[str, Any]:
    """The tree of ``earlier`` is the beginning of that of ``later``."""
    path = trees.consistency_path(_digests(later), earlier.checkpoints, later.algorithm)
    return {"format": GROWTH, "earlier": earlier.text, "later": later.text, "path": _hex(path)}


def check(proof: Mapping[str, Any]) -> Statement:
    """The statement that a sound proof ends in; a refusal names the step that does not hold."""
    try:
        if proof["format"] == ENTRY:
            return _check_entry(proof)
        if proof["format"] == GROWTH:
            return _check_growth(proof)
    except (KeyError, TypeError, ValueError):
        raise DomainError("bad_proof", "证明不完整，可能复制时缺了一截。请重新下载。") from None
    raise DomainError("bad_proof", "这不是日志证明。")


def _check_entry(proof: Mapping[str, Any]) -> Statement:
    entry, batch, checkpoint = proof["entry"], proof["batch"], proof["checkpoint"]
    own = entry_digest(
        entry["frame"],
        content_digest(entry["content"], entry["salt"], entry["algorithm"]),
        entry["algorithm"],
    )
    _hold(
        trees.includes(
            root=bytes.fromhex(checkpoint["root"]), size=checkpoint["size"], index=batch["index"],
            leaf=trees.leaf(bytes.fromhex(own), checkpoint["algorithm"]), path=_bytes(batch["path"]),
            algorithm=checkpoint["algorithm"],
        ),
        "日志的内容与它的封存批次不符：内容被改过，或不在这一批。",
    )  # fmt: skip
    _hold(list(ranges.read(checkpoint["members"]))[batch["index"]] == entry["number"], "日志编号与批次不符。")
    sealed = {
        **{name: checkpoint[name] for name in ("size", "total", "members", "root", "previous")},
        "sealed_at": datetime.fromisoformat(checkpoint["sealed_at"]),
    }
    statement = statements.parsed(proof["statement"])
    _hold(
        trees.includes(
            root=bytes.fromhex(statement.root), size=statement.checkpoints, index=proof["tree"]["index"],
            leaf=trees.leaf(
                digest(canonical(sealed).encode(), checkpoint["algorithm"]), statement.algorithm
            ),
            path=_bytes(proof["tree"]["path"]), algorithm=statement.algorithm,
        ),
        "封存点不在签名的日志树里：封存点被替换。",
    )  # fmt: skip
    return statement


def _check_growth(proof: Mapping[str, Any]) -> Statement:
    earlier, later = statements.parsed(proof["earlier"]), statements.parsed(proof["later"])
    _hold(earlier.algorithm == later.algorithm, "两份存证的摘要算法不同，不能直接比；请各自与日志核验。")
    _hold(
        trees.grew(
            first=earlier.checkpoints, first_root=bytes.fromhex(earlier.root), size=later.checkpoints,
            root=bytes.fromhex(later.root), path=_bytes(proof["path"]), algorithm=later.algorithm,
        ),
        "后一份存证的日志不是从前一份接着写下来的：中间有改动、删除或替换。",
    )  # fmt: skip
    return later


def _hold(holds: bool, sentence: str) -> None:
    if not holds:
        raise DomainError("proof_broken", sentence)


def _written(entry: Entry) -> dict[str, Sequence[str | int | None]]:
    frame, content = entry.written()
    return {"frame": list(frame), "content": list(content)}


def _digests(attestation: Attestation) -> list[bytes]:
    """The leaves of the tree it signs, hashed."""
    stored = Checkpoint.objects.filter(pk__lte=attestation.head_id).order_by("id")
    return [
        trees.leaf(bytes.fromhex(one), attestation.algorithm)
        for one in stored.values_list("digest", flat=True)
    ]


def _hex(path: Iterable[bytes]) -> list[str]:
    return [step.hex() for step in path]


def _bytes(path: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in path]
