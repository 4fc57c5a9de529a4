"""The unit hears when support from outside begins to look, and when it has ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services.telling import notify
from dukao.ui.formats import moment

if TYPE_CHECKING:
    from dukao.identity.models import SupportVisit

_URL = "/account/support/"


def tell_support_begun(visit: SupportVisit, at: datetime) -> None:
    _tell(
        visit, "begun", f"{visit.account.name}开始支持访问",
        f"只能查看，{moment(visit.until)}自动结束。事由：{visit.reason}", at,
    )  # fmt: skip


def tell_support_ended(visit: SupportVisit, at: datetime) -> None:
    _tell(visit, "ended", f"{visit.account.name}的支持访问已结束", "看过哪些页面，在支持访问里能看到。", at)


def _tell(visit: SupportVisit, occasion: str, title: str, body: str, at: datetime) -> None:
    """The heads of the unit, and whoever let support in."""
    heads = accounts_holding((Role.UNIT_HEAD,), visit.unit_id, local_day(at), on_itself=True)
    notify(
        account_ids={visit.granted_by_id, *heads.values_list("pk", flat=True)}, kind="support", title=title,
        body=body, url=_URL, key=f"support:{visit.pk}:{occasion}", at=at,
    )  # fmt: skip
