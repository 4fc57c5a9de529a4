"""Checks of the standing characters: 市督考办 organises, 市住建局 and 市水利局 are its objects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from dukao.checks.models import Check
from dukao.checks.services import CheckDraft
from tests.checks.planting import check_draft, plant_check
from tests.conftest import City


@pytest.fixture
def draft(city: City) -> Callable[..., CheckDraft]:
    return partial(check_draft, city)


@pytest.fixture
def plant(city: City) -> Callable[..., Check]:
    """A check of any state: ``plant("approved", name="…")``."""
    return partial(plant_check, city)
