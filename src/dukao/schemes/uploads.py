"""A scheme out of an uploaded file, whatever it is written in."""

from __future__ import annotations

from dukao.kernel.errors import DomainError
from dukao.scoring import Scheme, ScoringError
from dukao.scoring.formats.schemes import scheme_in as scheme_from

MAX_BYTES = 5 * 1024 * 1024


class FileRefused(DomainError):
    """The file holds no scheme; ``problems`` say line by line or cell by cell why."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("file_refused", problems[0])


def scheme_in(content: bytes) -> Scheme:
    """The scheme in these bytes, YAML or workbook; a draft may still contradict itself."""
    if len(content) > MAX_BYTES:
        raise FileRefused([f"文件超过 {MAX_BYTES // 1024 // 1024} 兆，不像是一份办法。"])
    try:
        return scheme_from(content, "这个文件", draft=True)
    except ScoringError as error:
        raise FileRefused([str(problem) for problem in error.problems]) from error
