"""Pages of the example city over HTTP, against the floor: one raw query of 50 rows and an f-string.

W1 to W3 of the goals: how many times the floor a signed-in page takes, how steady it is, and how many queries
it asks.
"""

from __future__ import annotations

from statistics import median, quantiles

from benchmarks import ledger
from benchmarks.example_city import example_city
from benchmarks.interleaved import Ratio, counted, ratio, report
from benchmarks.served import Served, both_times, queries_of

#: Page, who looks at it, how many times the floor it may take, and how many queries it may ask, at most.
PAGES = (
    ("overview of a month, 100 of 250 units", "hezheng", "/reports/overview/2026-12/", 8.0, 8),
    ("list of rounds", "hezheng", "/results/", 8.0, 8),
    ("indicator library", "hezheng", "/schemes/indicators/", 8.0, 8),
    ("month page of a unit", "chenli", "/reports/", None, 12),
    ("review desk", "linlan", "/reports/review/", None, 12),
    ("landing page", "chenli", "/", None, 12),
    ("landing page of the office", "hezheng", "/", None, 12),
    ("score sheet", "chenli", "/results/mine/", None, 12),
)
FLOOR = (
    "SELECT r.id, r.state, v.name, r.submitted_at FROM reporting_unitreport r"
    " JOIN organisations_unitversion v ON v.unit_id = r.unit_id ORDER BY r.id DESC LIMIT 50"
)


def main() -> bool:
    with example_city():
        held = _measure()
        return ledger.measure() and held


def _measure() -> bool:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    ratios: list[Ratio] = []
    for name, username, address, _, at_most in PAGES:
        asked = queries_of(username, address)
        ratios.append(counted("W3", name, "queries", asked, at_most=at_most))
    with Served(FLOOR) as served:
        cases = {"floor": served.floor(), **{page[0]: served.page(page[1], page[2]) for page in PAGES}}
        waited, worked = both_times(cases, served)
    for name, _, _, at_most, _ in PAGES:
        ratios.append(ratio(waited, "W1", name, "floor", at_most=at_most))
        ratios.append(ratio(worked, "W1 processor", name, "floor", at_most=at_most))
        slowest = quantiles(worked[name], n=20)[-1] / median(worked[name])
        ratios.append(counted("W2 processor", f"{name}, p95", "p50", slowest, at_most=3))
    ratios.sort(key=lambda one: one.metric)
    return report("pages over HTTP, SQLite", worked, ratios)
