"""A few rows in a home of its own, written by the product itself."""

from __future__ import annotations

import textwrap

#: Ten journalled tasks, the journal sealed, one evidence file with its row, one of each key.
PLANT = textwrap.dedent(
    """
    import django
    django.setup()
    from datetime import date
    from django.conf import settings
    from django.db import transaction
    from dukao.documents import storage
    from dukao.documents.models import StoredFile
    from dukao.documents.vocabulary import MediaType
    from dukao.journal import jobs, signing
    from dukao.journal.services import attest, record
    from dukao.kernel.actor import SYSTEM
    from dukao.kernel.clock import now
    from dukao.organisations.models import Unit
    Unit.objects.create(code="B01", since=date(2020, 1, 1), tree="administrative")
    for number in range(10):
        with transaction.atomic():
            record(actor=SYSTEM, event="task_done", subject=None, label=f"小活 {number}", at=now())
    jobs.seal_waiting()
    attest(at=now())
    content = b"%PDF-1.4 evidence"
    StoredFile.objects.create(
        digest=storage.keep(content), media_type=MediaType.PDF, size=len(content), pages=1, stored_at=now()
    )
    (settings.HOME / "channels").mkdir()
    (settings.HOME / "channels" / "robot").write_text("https://robot.invalid/secret")
    """
)
