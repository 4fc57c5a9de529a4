"""Failed log-ins: how many are left, until when an account or an address is locked.

Three limits of the day's rules stand side by side (等保 2.0 身份鉴别 b). One account from one address,
so that nobody locks a colleague out from elsewhere; one account from all addresses, so that many addresses
win nothing; one address over all accounts, so that trying one password on many names ends too.

django-axes counts, on the machine's clock; what people are told is on the product's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from dukao.identity.models import AccessRules
from dukao.identity.selectors.rules import rules_on
from dukao.kernel import clock

Failure = tuple[datetime, int, str, str | None]


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def cool_off(_: HttpRequest | None = None) -> timedelta:
    """How long failures count and locks hold."""
    return timedelta(minutes=_rules().lock_minutes)


def tries_left(username: str, address: str) -> int:
    rules, failures = _rules(), _recent(Q(username=username) | Q(ip_address=address or None))
    pair = [one for one in failures if one[2:] == (username, address)]
    left = (
        rules.lock_failures - _count(pair),
        rules.account_failures - _count(one for one in failures if one[2] == username),
        rules.address_failures - _count(one for one in failures if one[3] == address),
    )
    return max(min(left), 0)


def locked_until(username: str, address: str) -> datetime | None:
    """When log-ins of the account from there are taken again; ``None`` when they are."""
    failures = _recent(Q(username=username))
    here = [one for one in failures if one[3] == address]
    rules = _rules()
    return _told([_free_at(here, rules.lock_failures), _free_at(failures, rules.account_failures)])


def address_locked_until(address: str) -> datetime | None:
    """When log-ins from there are taken again, whosever they are; ``None`` when they are."""
    return _told([_free_at(_recent(Q(ip_address=address or None)), _rules().address_failures)])


def locked_anywhere_until(username: str) -> datetime | None:
    """The same for whoever administers accounts: when the last lock of the account ends."""
    rules, failures = _rules(), _recent(Q(username=username))
    by_address: dict[str | None, list[Failure]] = defaultdict(list)
    for one in failures:
        by_address[one[3]].append(one)
    locks = [_free_at(some, rules.lock_failures) for some in by_address.values()]
    return _told([*locks, _free_at(failures, rules.account_failures)])


def locked_usernames() -> set[str]:
    rules, totals, locked = _rules(), Counter[str](), set[str]()
    counted = _attempts(Q()).values("username", "ip_address").annotate(sum=Sum("failures_since_start"))
    for username, count in counted.values_list("username", "sum"):
        totals[username] += count
        if count >= rules.lock_failures or totals[username] >= rules.account_failures:
            locked.add(username)
    return locked


def _free_at(failures: list[Failure], limit: int) -> datetime | None:
    """Failures from different browsers stand in rows of their own; each row is forgotten by itself."""
    count = _count(failures)
    free_at = None
    for attempted_at, some, *_ in failures:
        if count < limit:
            break
        count -= some
        free_at = attempted_at + cool_off()
    return free_at


def _told(locks: Iterable[datetime | None]) -> datetime | None:
    latest = max((lock for lock in locks if lock is not None), default=None)
    return None if latest is None else clock.now() + (latest - timezone.now())


def _count(failures: Iterable[Failure]) -> int:
    return sum(some for _, some, *_ in failures)


def _recent(which: Q) -> list[Failure]:
    columns = ("attempt_time", "failures_since_start", "username", "ip_address")
    return list(_attempts(which).order_by("attempt_time").values_list(*columns))


def _attempts(which: Q) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(which, attempt_time__gte=timezone.now() - cool_off())


def _rules() -> AccessRules:
    return rules_on(clock.today())
