"""Pages of the example city against the floor: one raw query of 50 rows and an f-string, in the same process.

W1 to W3 of the goals: how many times the floor a signed-in page takes, how steady it is, and how many queries
it asks.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median, quantiles

from benchmarks import ledger
from benchmarks.example_city import example_city
from benchmarks.interleaved import Ratio, counted, ratio, report, time_rounds

#: Page, who looks at it, how many times the floor it may take, and how many queries it may ask, at most.
PAGES = (
    ("overview of a month, 100 of 250 units", "hezheng", "/reports/overview/2026-12/", 8.0, 8),
    ("list of rounds", "hezheng", "/results/", 8.0, 8),
    ("indicator library", "hezheng", "/schemes/indicators/", 8.0, 8),
    ("month page of a unit", "chenli", "/reports/", None, 12),
    ("review desk", "linlan", "/reports/review/", None, 12),
    ("landing page", "chenli", "/", None, 12),
    ("score sheet", "chenli", "/results/mine/", None, 12),
)


def main() -> bool:
    with example_city():
        held = _measure()
        return ledger.measure(visitor) and held


def _measure() -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cases: dict[str, Callable[[], object]] = {"floor": _floor}
    ratios: list[Ratio] = []
    for name, username, address, _, at_most in PAGES:
        visit = visitor(username, address)
        with CaptureQueriesContext(connection) as queries:
            visit()
        ratios.append(counted("W3", name, "queries", len(queries), at_most=at_most))
        cases[name] = visit
    times = time_rounds(cases, rounds=15)
    for name, _, _, at_most, _ in PAGES:
        ratios.append(ratio(times, "W1", name, "floor", at_most=at_most))
        slowest = quantiles(times[name], n=20)[-1] / median(times[name])
        ratios.append(counted("W2", f"{name}, p95", "p50", slowest, at_most=3))
    ratios.sort(key=lambda one: one.metric)
    return report("pages in process", times, ratios)


def visitor(username: str, address: str) -> Callable[[], object]:
    from django.test import Client

    from dukao.identity.models import Account

    client = Client(headers={"host": "localhost"})
    client.force_login(
        Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    while (response := client.get(address)).status_code in {301, 302}:
        address = response.headers["Location"]
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}")
    return lambda: client.get(address)


def _floor() -> bytes:
    """What no page can beat: fifty rows, no session, no rights, no template."""
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.state, v.name, r.submitted_at FROM reporting_unitreport r"
            " JOIN organisations_unitversion v ON v.unit_id = r.unit_id ORDER BY r.id DESC LIMIT 50"
        )
        rows = "".join(f"<tr><td>{a}<td>{b}<td>{c}<td>{d}</tr>" for a, b, c, d in cursor.fetchall())
    return HttpResponse(f"<table>{rows}</table>").content
