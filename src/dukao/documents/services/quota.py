"""How much one person may put in on one day: bounds of the place, beside those of each report or letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from dukao.documents.models import UploadTally
from dukao.identity.selectors import rules_on
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError

MEGABYTE = 1024**2


def count_uploads(*, by: int, sizes: Sequence[int], at: datetime) -> None:
    """So many files more of this person today, refused together when they are too much."""
    if not sizes:
        return
    more, size = len(sizes), sum(sizes)
    day = local_day(at)
    rules = rules_on(day)
    tally, _ = UploadTally.objects.get_or_create(account_id=by, defaults={"day": day})
    UploadTally.objects.filter(pk=tally.pk).exclude(day=day).update(day=day, files=0, size=0)
    most = rules.upload_megabytes * MEGABYTE
    with_room = UploadTally.objects.filter(
        pk=tally.pk, files__lte=rules.upload_files - more, size__lte=most - size
    )
    if not with_room.update(files=F("files") + more, size=F("size") + size):
        tally.refresh_from_db()
        raise DomainError(
            "upload_quota",
            f"一人一天最多上传 {rules.upload_files} 份、{rules.upload_megabytes} MB，"
            f"今天已传 {tally.files} 份、{tally.size / MEGABYTE:.1f} MB，"
            f"这{'份' if more == 1 else f' {more} 份'}放不下。"
            "请明天再传；确有需要的，请安全管理员调整账户规则。",
        )
