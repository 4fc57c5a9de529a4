"""A bundle from its cases: files, guide, manifest, one archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dukao.scoring.bundle.archive import packed
from dukao.scoring.bundle.case import Chapter
from dukao.scoring.bundle.guide import README, guide
from dukao.scoring.bundle.manifest import MANIFEST, FileEntry, Manifest, ResultEntry
from dukao.scoring.bundle.tables import RESULT, files_of
from dukao.scoring.formats.files import csv_text


def write_bundle(
    whole: Chapter,
    parts: Mapping[str, Chapter] | None = None,
    *,
    heading: Sequence[str] = (),
    closing: Sequence[str] = (),
) -> bytes:
    """The archive of a case, with the cases its totals came from in folders of their own.

    `heading` and `closing` are lines of the README. The same cases give the same bytes.
    """
    chapters = {"": whole, **(parts or {})}
    files: dict[str, bytes] = {README: guide(chapters, heading, closing).encode()}
    for folder, chapter in chapters.items():
        texts = files_of(chapter.case) | {RESULT: csv_text(chapter.outcome.table)}
        files |= {_path(folder, name): text.encode() for name, text in texts.items()}
    manifest = Manifest(
        computations=tuple(_entry(folder, chapter) for folder, chapter in chapters.items()),
        files={name: FileEntry.of(content) for name, content in sorted(files.items())},
    )
    return packed(files | {MANIFEST: manifest.text().encode()})


def _entry(folder: str, chapter: Chapter) -> ResultEntry:
    outcome = chapter.outcome
    return ResultEntry(
        folder=folder,
        scheme=chapter.case.scheme.code,
        scheme_digest=outcome.scheme_digest,
        facts_digest=outcome.facts_digest,
        results=dict(outcome.digests),
    )


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
