"""发文字号: series as the office sets them, and the next number, taken without gaps or repeats."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from dukao.documents.models import NumberSeries, OfficialDocument
from dukao.documents.policies import can_keep_series
from dukao.documents.vocabulary import DocumentKind
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

PREFIX_LIMIT = 20


@transaction.atomic
def set_number_series(
    *, actor: Actor, kind: str, issuer_id: int, year: int, prefix: str, at: datetime, first: int = 1
) -> NumberSeries:
    """The prefix and first number of a kind, issuer and year; once a number was taken, it stays as it is.

    ``first`` is for offices that issued on paper before: their next number, not 1.
    """
    place = unit_on(issuer_id, local_day(at))
    require(can_keep_series(actor, place.path))
    prefix = "".join(prefix.split())
    _check(prefix, first, year, at)
    series = (
        NumberSeries.objects.select_for_update().filter(kind=kind, issuer_id=issuer_id, year=year).first()
    )
    if series is not None and series.is_used:
        raise DomainError(
            "series_used", f"{series}已用到 {series.last} 号，本年不能再改。新的代字可以从下一年起用。", 409
        )
    before = {"prefix": series.prefix, "first": series.first} if series else None
    try:
        with transaction.atomic():
            series, _ = NumberSeries.objects.update_or_create(
                kind=kind, issuer_id=issuer_id, year=year,
                defaults={"prefix": prefix, "first": first, "last": first - 1},
            )  # fmt: skip
    except IntegrityError:
        raise DomainError(
            "prefix_taken", f"{year} 年已有别的文种或单位用“{prefix}”，会编出一样的字号，请换一个。", 409
        ) from None
    record(
        actor=actor, event="number_series_set", subject=series, at=at, unit_path=place.path,
        label=f"{place.short_name}{DocumentKind(kind).label} {year} 年", before=before,
        after={"prefix": prefix, "first": first},
    )  # fmt: skip
    return series


def take_number(document: OfficialDocument, at: datetime) -> tuple[NumberSeries, int]:
    """The next number of the document's series, in the transaction of the caller.

    The row of the series stays locked until that transaction ends: whoever issues at the same moment
    waits, and takes the number after; if the caller fails, the number is as if it had not been taken.
    """
    year = local_day(at).year
    series = _series_of(document, year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return series, series.last


def _series_of(document: OfficialDocument, year: int) -> NumberSeries:
    """This year's series; a new year begins at 1 under the prefix of the year before."""
    known = NumberSeries.objects.filter(kind=document.kind, issuer_id=document.issuer_id)
    series = known.filter(year=year).first()
    if series is not None:
        return series
    former = known.filter(year__lt=year).order_by("-year").first()
    if former is None:
        raise DomainError(
            "no_series",
            f"还没有定{DocumentKind(document.kind).label}的机关代字，编不出发文字号。"
            "请督考办先在“发文字号”里定好再签发。",
            409,
        )
    series, _ = NumberSeries.objects.get_or_create(
        kind=document.kind, issuer_id=document.issuer_id, year=year, defaults={"prefix": former.prefix}
    )
    return series


def _check(prefix: str, first: int, year: int, at: datetime) -> None:
    if (
        not prefix
        or len(prefix) > PREFIX_LIMIT
        or not all("\u4e00" <= letter <= "\u9fff" for letter in prefix)
    ):
        raise DomainError("prefix", f"机关代字写汉字，最多 {PREFIX_LIMIT} 个，例如“示督通”。")
    if not 1 <= first <= 99_999:
        raise DomainError("first", "起始号写 1 至 99999 的整数。")
    present = local_day(at).year
    if not present <= year <= present + 1:
        raise DomainError("year", f"只能定 {present} 年和 {present + 1} 年的发文字号。")
