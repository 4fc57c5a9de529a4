"""The list of what a bundle holds: digests of every file, and of every result it claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dukao.scoring.bundle.archive import BundleError
from dukao.scoring.formats.json import read_json
from dukao.scoring.periods import Period
from dukao.scoring.problems import ScoringError
from dukao.scoring.version import ENGINE_VERSION

MANIFEST = "manifest.json"
FORMAT: Literal["dukao-bundle/1"] = "dukao-bundle/1"
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Part):
    """One file. SM3 stands beside SHA-256 where the machine that wrote the bundle had it (GB/T 32905)."""

    size: Annotated[int, Field(ge=0)]
    sha256: Digest
    sm3: Digest | None = None

    @classmethod
    def of(cls, content: bytes) -> FileEntry:
        return cls(size=len(content), sha256=hashlib.sha256(content).hexdigest(), sm3=sm3(content))


class ResultEntry(_Part):
    """One computation: the folder of its files, what it rests on, and the digest of each period's result."""

    folder: str = ""
    scheme: str
    scheme_digest: Digest
    facts_digest: Digest | Literal[""] = ""
    results: Annotated[dict[Period, Digest], Field(min_length=1)]


class Manifest(_Part):
    format: Literal["dukao-bundle/1"] = FORMAT
    engine: Annotated[str, Field(max_length=40)] = ENGINE_VERSION
    computations: Annotated[tuple[ResultEntry, ...], Field(min_length=1)]
    files: dict[str, FileEntry]

    def text(self) -> str:
        """JSON with sorted keys: one text per content."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def sm3(content: bytes) -> str | None:
    """The SM3 digest, or none where this machine's OpenSSL does not have it."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError:
        return None


def manifest_in(files: Mapping[str, bytes]) -> Manifest:
    """The bundle's manifest. Raises BundleError where there is none that can be read."""
    if MANIFEST not in files:
        raise BundleError(f"包里没有 {MANIFEST}，不是复算包")
    try:
        return Manifest.model_validate(read_json(files[MANIFEST].decode("utf-8")))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        if where == "format":
            raise BundleError(f"这个包不是 {FORMAT} 格式，请用新版的督考核对") from error
        part = f"的“{where}”" if where else "的内容"
        raise BundleError(f"{MANIFEST} {part}写法不对，不是复算包") from error
    except (UnicodeDecodeError, ScoringError) as error:
        raise BundleError(f"{MANIFEST} 不是 JSON 文本，不是复算包") from error
