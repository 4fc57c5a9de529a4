"""The process in which foreign files are read: bounded in processor time and memory, without a database.

Reads a header line and the content from standard input, writes the result to standard output.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from dukao.documents.confinement import SAID_NO, TOO_MUCH, Overrun
from dukao.documents.drawing import draw_page
from dukao.documents.pdf import count_pages
from dukao.kernel.errors import DomainError

PROCESSOR_SECONDS = 10
MEMORY_BYTES = 1024**3


def main() -> int:
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        result = _carry_out(asked["task"], asked["arguments"])
    except DomainError as error:
        sys.stdout.write(json.dumps(asdict(error)))
        return SAID_NO
    except (MemoryError, Overrun):
        return TOO_MUCH
    sys.stdout.buffer.write(result)
    return 0


def _carry_out(task: str, arguments: dict[str, str | int]) -> bytes:
    if task == "count_pages":
        return str(count_pages(str(arguments["name"]), sys.stdin.buffer.read())).encode()
    if task == "draw_page":
        return draw_page(str(arguments["root"]), str(arguments["path"]), int(arguments["page"]))
    if task == "read_word":
        from dukao.documents.word import blocks_in  # the other tasks need not wait for its library

        return blocks_in(sys.stdin.buffer.read())
    if task == "check_template":
        from dukao.documents.official.word import check_template

        check_template(sys.stdin.buffer.read())
        return b""
    if task == "render_docx":
        from dukao.documents.official.paper import Paper
        from dukao.documents.official.word import render_docx

        # The paper comes in the header, the template behind it.
        paper = Paper.of_data(json.loads(str(arguments["paper"])))
        return render_docx(paper, sys.stdin.buffer.read())
    raise ValueError(task)


def _limit() -> None:
    if sys.platform == "win32":  # has no such limits; the patience of the asking process remains
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
