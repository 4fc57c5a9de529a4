"""Bytes on standard input, as a shell gives them."""

from __future__ import annotations

import io
import sys

import pytest


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
