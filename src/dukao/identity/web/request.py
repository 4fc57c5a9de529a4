"""The request of somebody who has logged in, for annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.kernel.request import Request

if TYPE_CHECKING:
    from dukao.identity.models import Account


class OwnRequest(Request):
    """Whose ``user`` is an account: the view asks for log-in."""

    user: Account
