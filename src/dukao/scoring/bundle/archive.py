"""The archive itself: written with the same bytes for the same content, opened without trust."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from dukao.scoring.problems import ScoringError

#: A moment every file carries, so that the same content gives the same archive.
_EPOCH = (2020, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3
MAX_PACKED = 200 << 20
MAX_UNPACKED = 512 << 20
MAX_FILES = 2000


class BundleError(ScoringError):
    """This is no bundle that can be verified; the sentence says why."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files in one archive, in the order of their names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr, entry.create_system = _READABLE, _UNIX
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files by name, read into memory and never onto the disk. BundleError for anything suspicious."""
    if len(content) > MAX_PACKED:
        raise BundleError(f"文件超过 {MAX_PACKED >> 20} 兆，不像是复算包，没有打开")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _inspect(entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise BundleError("不是完好的 zip 文件，请重新下载复算包") from error


def _inspect(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_FILES:
        raise BundleError(f"包里有 {len(names)} 个文件，不像是复算包，没有打开")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise BundleError(f"展开后超过 {MAX_UNPACKED >> 20} 兆，不像是复算包，没有打开")
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise BundleError(f"包里的文件“{name}”指向包外，这个包不可信，没有打开")
        if names.count(name) > 1:
            raise BundleError(f"包里有两个“{name}”，这个包不可信，没有打开")
        if entry.flag_bits & 1:
            raise BundleError("这个包加了密码，请取消密码后再核对")
