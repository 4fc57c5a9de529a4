"""Is a bundle what it says? Digests first, then everything computed again and compared unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dukao.scoring.bundle.archive import unpacked
from dukao.scoring.bundle.case import Outcome
from dukao.scoring.bundle.manifest import MANIFEST, FileEntry, Manifest, ResultEntry, manifest_in
from dukao.scoring.bundle.tables import RESULT, TOTALS, case_in
from dukao.scoring.formats.tables import decoded, rows
from dukao.scoring.problems import ScoringError
from dukao.scoring.version import ENGINE_VERSION

_WORDS = {
    "name": "名称", "group": "分组", "total": "总分", "rank": "总名次", "rank_in_group": "组内名次",
    "grade": "等次", "note": "说明", "formula": "算式",
}  # fmt: skip
_Rows = dict[tuple[str, str], dict[str, str]]  # by unit and period


@dataclass
class Report:
    """What a bundle came to. It is equal if there is no difference; `notes` are worth knowing either way."""

    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        return not self.differences


def verify(content: bytes) -> Report:
    """Check and recompute the bundle in these bytes. Raises BundleError if it is none."""
    files = unpacked(content)
    manifest = manifest_in(files)
    report = Report()
    if manifest.engine != ENGINE_VERSION:
        report.notes.append(
            f"这个包由引擎 {manifest.engine} 算出，本机是引擎 {ENGINE_VERSION}，两个版本的算法可能不同"
        )
    _check_files(manifest, files, report)
    outcomes = {entry.folder: _recompute(entry, files, report) for entry in manifest.computations}
    _check_sources(manifest, files, outcomes, report)
    return report


def _check_files(manifest: Manifest, files: Mapping[str, bytes], report: Report) -> None:
    for name, entry in sorted(manifest.files.items()):
        if name not in files:
            report.differences.append(f"缺少文件 {name}")
            continue
        found = FileEntry.of(files[name])
        if found.sha256 != entry.sha256 or (entry.sm3 and found.sm3 and found.sm3 != entry.sm3):
            report.differences.append(f"文件 {name} 被改动过：摘要与清单里的不同")
    for name in sorted(files.keys() - manifest.files.keys() - {MANIFEST}):
        report.differences.append(f"多出文件 {name}，清单里没有")
    entries = manifest.files.values()
    if not all(entry.sm3 for entry in entries):
        report.notes.append("清单里没有 SM3 摘要，只核对了 SHA-256")
    elif any(FileEntry.of(b"").sm3 is None for _ in entries):
        report.notes.append("本机不能计算 SM3，只核对了 SHA-256")


def _recompute(entry: ResultEntry, files: Mapping[str, bytes], report: Report) -> Outcome | None:
    """The outcome of one computation, with everything in which it differs from what is published."""
    where = f"{entry.folder}/" if entry.folder else ""
    own = {
        name.removeprefix(where): content
        for name, content in files.items()
        if name.startswith(where) and "/" not in name.removeprefix(where)
    }
    try:
        outcome = case_in(own, tuple(sorted(entry.results))).outcome()
        published = _published(own)
    except KeyError as error:
        report.differences.append(f"缺少文件 {where}{error.args[0]}，不能复算")
        return None
    except ScoringError as error:
        report.differences.append(f"{where}不能复算：{error.sentence}")
        return None
    recomputed = _keyed(outcome.table.texts())
    before = len(report.differences)
    _compare(published, recomputed, where, report)
    for period, digest in outcome.digests.items():
        units = len({unit for unit, of in recomputed if of in {"", str(period)}})
        if digest == entry.results[period]:
            report.confirmed.append(
                f"{period.label}：{units} 个单位的得分、总分、名次、等次逐字相同，结果摘要 {digest}"
            )
        elif len(report.differences) == before:
            report.differences.append(
                f"{where}{period.label}的结果摘要不同：公布 {entry.results[period]}，复算 {digest}"
            )
    for words, claimed, found in (
        ("办法", entry.scheme_digest, outcome.scheme_digest),
        ("事实", entry.facts_digest, outcome.facts_digest),
    ):
        if claimed != found:
            report.differences.append(f"{where}{words}摘要不同：公布 {claimed}，复算 {found}")
    return outcome


def _published(files: Mapping[str, bytes]) -> _Rows:
    heads: list[str] = []
    found = []
    for _, cells in rows(decoded(files[RESULT], RESULT)):
        if heads:
            found.append(dict(zip(heads, cells, strict=False)))
        else:
            heads = cells
    return _keyed(found)


def _keyed(found: list[dict[str, str]]) -> _Rows:
    return {(row.get("unit", ""), row.get("period", "")): row for row in found}


def _compare(published: _Rows, recomputed: _Rows, where: str, report: Report) -> None:
    for key in sorted(published.keys() | recomputed.keys()):
        unit = f"{where}{key[1]} 单位 {key[0]} ".lstrip()
        if key not in recomputed:
            report.differences.append(f"{unit}公布的结果里有，复算没有")
        elif key not in published:
            report.differences.append(f"{unit}公布的结果里没有，复算有")
        else:
            before, after = published[key], recomputed[key]
            for column in [*after, *(column for column in before if column not in after)]:
                was, now = before.get(column, "").strip(), after.get(column, "").strip()
                if was != now:
                    words = _WORDS.get(column, f"{column} 得分")
                    report.differences.append(f"{unit}的{words}不同：公布 {was or '无'}，复算 {now or '无'}")


def _check_sources(
    manifest: Manifest,
    files: Mapping[str, bytes],
    outcomes: Mapping[str, Outcome | None],
    report: Report,
) -> None:
    """Totals taken over from shorter periods are those their own computations give."""
    parts: dict[str, _Rows] = {}
    for entry in manifest.computations:
        outcome = outcomes[entry.folder]
        if outcome is not None:
            parts |= {str(period): _keyed(outcome.table.texts()) for period in entry.results}
    for entry in manifest.computations:
        name = f"{entry.folder}/{TOTALS}".lstrip("/")
        for unit, period, total in _totals(files[name]) if outcomes[entry.folder] and name in files else ():
            found = parts.get(period, {})
            own = found.get((unit, period)) or found.get((unit, ""))
            if own is not None and own["total"] != total:
                report.differences.append(
                    f"{name} 里单位 {unit} {period} 的总分与那一期的结果不同：{total or '无'}，"
                    f"复算 {own['total'] or '无'}"
                )


def _totals(content: bytes) -> list[tuple[str, str, str]]:
    padded = ([*cells, "", ""] for _, cells in list(rows(decoded(content, TOTALS)))[1:])
    return [(unit, period, total) for unit, period, total, *_ in padded]
