"""Lines of the log: for people or as JSON for a collector, and in neither what could name a person.

Our own messages carry numbers and names of things of the program. What comes from outside, a driver's
complaint or the text of an exception, may repeat what somebody typed: Chinese text, addresses and long
numbers are blotted out. The journal holds who did what; the request id leads from here to there.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from dukao.journal.context import current_request_id

BLOT = "▇"
#: Runs of Chinese, mail addresses, and numbers as long as a telephone's or an identity's.
_PERSONAL = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff·]+|[\w.+-]+@[\w.-]+|(?<![\w.-])\d{7,}[\dXx]?(?![\w.-])")
#: Drivers repeat the row that offends below their first line.
_ROWS = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*$", re.MULTILINE)


def scrubbed(text: str) -> str:
    """
    >>> scrubbed("陈立 13800000001 chen@example.cn task 17 failed")
    '▇ ▇ ▇ task 17 failed'
    """
    return _PERSONAL.sub(BLOT, _ROWS.sub(rf"\1: {BLOT}", text))


def _request_id(record: logging.LogRecord) -> str:
    return getattr(getattr(record, "request", None), "request_id", "") or current_request_id()


class LineFormatter(logging.Formatter):
    """One line for people, and the traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        request = _request_id(record)
        return scrubbed(super().format(record)) + (f" [{request}]" if request else "")


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Only these fields, whatever a library hangs on its records."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
            "request_id": _request_id(record),
            "process": record.process,
        }
        if record.exc_info:
            told["exception"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)
