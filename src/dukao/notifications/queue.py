"""The queue between who tells and who sends."""

from __future__ import annotations

from huey.contrib.djhuey import db_task

from dukao.notifications import sending


@db_task(name="deliver")
def deliver() -> None:
    """Send what is due; queued twice, the second finds nothing."""
    sending.deliver_due()
