"""Who wants to know that support begins or ends to look at a unit: higher rooms say so at start-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dukao.identity.models import SupportVisit

#: Told inside the transaction in which the visit begins or ends.
Watcher = Callable[["SupportVisit", datetime], None]

on_begin: list[Watcher] = []
on_end: list[Watcher] = []
