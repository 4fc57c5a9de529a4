"""Long work that must leave exactly one trace, however often its worker is killed."""

from __future__ import annotations

import time
from typing import Any

from django.db import IntegrityError, transaction

from dukao.background.registry import Report, work
from dukao.journal.services import record
from dukao.kernel import clock
from dukao.kernel.actor import SYSTEM


@work("tally")
def tally(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    key = arguments["key"]
    time.sleep(0.02)
    try:
        with transaction.atomic():
            record(
                actor=SYSTEM, event="task_done", subject=None, label=key, at=clock.now(), key=f"tally-{key}"
            )
    except IntegrityError:
        return {"sentence": "上一次已经办完。"}
    time.sleep(0.02)
    return {"sentence": "办完了。"}
