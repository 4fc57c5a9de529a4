"""Who may open which address of the operations room."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import PUBLIC

ACCESS = {
    "probes:health": PUBLIC, "probes:live": PUBLIC, "probes:ready": PUBLIC,
    "probes:metrics": PUBLIC,  # the crawl comes from this machine; who else may stands in test_metrics.py
    "operations:status": {Role.SYSTEM_ADMIN},
}  # fmt: skip
