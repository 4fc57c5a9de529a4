"""Sealing, called by the worker twice a second, and attesting, once a day."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.journal import anchor
from dukao.journal.models import Attestation, Waiting
from dukao.journal.services import attest, seal
from dukao.kernel import clock


def seal_waiting() -> int:
    """Seal everything that has been committed; return how many entries that were.

    Safe to call from several processes at once and to kill at any point.
    """
    sealed = 0
    # Asking first spares an idle product a write transaction twice a second.
    while Waiting.objects.exists():
        checkpoint = seal(at=clock.now())
        if checkpoint is None:
            break
        sealed += checkpoint.size
        anchor.note(checkpoint)
    return sealed


@db_periodic_task(crontab(minute="5", hour="0"), name="attest_journal")
def attest_journal() -> None:
    """The day that has ended is sealed and signed, and the statement goes where the discipline side reads."""
    seal_waiting()
    attest(at=clock.now())
    export_attestations()


def export_attestations() -> int:
    """Every attestation stands as a file in the folder of the discipline side; return how many are new there.

    The folder is named by ``DUKAO_ATTESTATIONS``. Files that are there already are left as they are: should
    one differ from what the database says now, that is for the verifier to find.
    """
    if not settings.DUKAO_ATTESTATIONS:
        return 0
    folder, written = Path(settings.DUKAO_ATTESTATIONS), 0
    for attestation in Attestation.objects.order_by("-id").iterator():
        try:
            with (folder / f"dukao-{attestation.head_id:09d}.txt").open("x", encoding="utf-8") as file:
                file.write(attestation.text)
        except FileExistsError:
            break
        written += 1
    return written
