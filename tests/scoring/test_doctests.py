"""Every example in the engine's docstrings."""

import doctest
import importlib
import pkgutil
from typing import get_args

import pytest

import dukao.scoring
from dukao.scoring.methods import AnyMethod

MODULES = sorted(
    found.name for found in pkgutil.walk_packages(dukao.scoring.__path__, "dukao.scoring.") if not found.ispkg
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_method_shows_a_worked_example():
    kinds = get_args(get_args(get_args(AnyMethod)[0])[0]) or get_args(get_args(AnyMethod)[0])
    assert len(kinds) >= 11
    assert [kind.__name__ for kind in kinds if ">>>" not in (kind.__doc__ or "")] == []


def test_the_public_face_is_complete():
    assert all(hasattr(dukao.scoring, name) for name in dukao.scoring.__all__)
