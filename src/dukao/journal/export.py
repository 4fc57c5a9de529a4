"""Entries as a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from dukao.journal.sentences import changes, words_of
from dukao.kernel.spreadsheets import harmless

if TYPE_CHECKING:
    from dukao.journal.models import Entry

HEAD = ("编号", "时间", "谁", "代谁", "做了什么", "对象", "变化", "原因", "请求编号", "摘要算法", "摘要")
#: Makes spreadsheets read the file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """A file whose lines go straight to the reader."""

    def write(self, line: str) -> str:
        return line


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(HEAD)
    for entry in entries:
        yield writer.writerow([harmless(cell) for cell in _cells(entry)])


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.pk),
        f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.actor,
        entry.acting_for,
        words_of(entry.event),
        entry.subject_label,
        "；".join(f"{change.field}：{change.before} → {change.after}" for change in changes(entry)),
        entry.reason,
        entry.request_id,
        entry.algorithm,
        entry.digest,
    )
