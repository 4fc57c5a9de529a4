"""Reading a foreign Word file, in a process of its own."""

from __future__ import annotations

import json
from typing import Any

from dukao.documents.confinement import Overrun, run_confined
from dukao.kernel.errors import DomainError


def word_blocks(content: bytes) -> list[dict[str, Any]]:
    """What a Word file says, block by block, as :func:`dukao.documents.word.blocks_in` describes it."""
    try:
        return list(json.loads(run_confined("read_word", content=content)))
    except Overrun:
        sentence = "这份 Word 文件展开后太大或太复杂，请只留需要的表和段落。"
        raise DomainError("file_complex", sentence) from None
