"""What journeys over many pages share: a clock to move, and patience."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

Clock = Callable[[datetime], None]


@pytest.fixture
def set_clock(settings: Settings) -> Clock:
    def to(moment: datetime) -> None:
        settings.DUKAO_CLOCK_OFFSET = int((moment - timezone.now()).total_seconds())

    return to


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Many pages in one test, on a machine that does other things too."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)
