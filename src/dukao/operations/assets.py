"""The static files: collected, hashed and compressed once for every change of their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from dukao.kernel.errors import DomainError


def are_built() -> bool:
    """True when the front end has been bundled; a wheel always carries it."""
    import dukao.ui

    return (Path(dukao.ui.__file__).parent / "static" / "dist" / "dukao.css").exists()


def collect() -> bool:
    """Static files stand in the home folder as the code has them; returns whether anything was done."""
    if not are_built():
        raise DomainError(
            "assets_missing",
            "界面文件还没有构建。请运行 make setup（需要 Node 20）；从安装包安装的不需要这一步。",
        )
    target = Path(settings.STATIC_ROOT)
    mark = target / ".source-digest"
    wanted = _source_digest()
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return False
    # From nothing: the time of a file says little about its content after an upgrade or a restore.
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    mark.write_text(wanted, encoding="utf-8")
    return True


def _source_digest() -> str:
    found = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            found.update(path.encode())
            found.update(Path(storage.path(path)).read_bytes())
    return found.hexdigest()
