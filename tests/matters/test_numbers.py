"""The numbering race: many register at once, and no number is given twice or left out."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.services import MatterDraft
from tests.conftest import NOW, City

AT_ONCE, EACH = 6, 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_have_neither_gaps_nor_doubles(city: City, draft: Callable[..., MatterDraft]) -> None:
    office, facts, start = city.actor(city.office), draft(), Barrier(AT_ONCE)

    def register() -> None:
        try:
            start.wait()
            for _ in range(EACH):
                services.register_matter(actor=office, draft=facts, at=NOW)
        finally:
            connections.close_all()

    threads = [Thread(target=register) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Matter.objects.values_list("number", flat=True))
    assert numbers == [f"DB-2026-{n:04d}" for n in range(1, AT_ONCE * EACH + 1)]
