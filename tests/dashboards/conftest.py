"""The month of the reporting tests, seen from the landing pages."""

from __future__ import annotations

from tests.reporting.conftest import fill, policy, report, september, submitted, version

__all__ = ["fill", "policy", "report", "september", "submitted", "version"]
