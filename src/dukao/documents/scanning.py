"""A malware scanner of the place's own, where it has one, looks at what is uploaded before it is kept."""

from __future__ import annotations

import shlex
import subprocess

from django.conf import settings

from dukao.kernel.errors import DomainError

#: Longer than any scanner takes for the largest file; then something is wrong with it.
SECONDS = 60
#: How ClamAV, and those who follow it, say that something was found.
INFECTED = 1


def scan(content: bytes) -> None:
    """Nothing is known against the content. A scanner that does not answer lets nothing pass."""
    if not settings.DUKAO_SCANNER:
        return
    try:
        ended = subprocess.run(  # noqa: S603 - the operator's own command, and no shell
            shlex.split(settings.DUKAO_SCANNER),
            input=content, capture_output=True, timeout=SECONDS, check=False,
        ).returncode  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        ended = None
    if ended == INFECTED:
        raise DomainError(
            "file_infected",
            "查毒程序在这个文件里发现恶意程序，没有保存。请换一个干净的文件。",
        )
    if ended != 0:
        raise DomainError(
            "scanner_silent", "查毒程序没有回答，文件没有保存。请稍后再传；还不行请告诉系统管理员。", 503
        )
