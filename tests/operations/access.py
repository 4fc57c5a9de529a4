"""Who may open which address of the operations room."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import PUBLIC

ACCESS = {"operations:health": PUBLIC, "operations:status": {Role.SYSTEM_ADMIN}}
