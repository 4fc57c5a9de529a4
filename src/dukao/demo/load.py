"""Loading the example city, step by step, with progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from dukao.demo.checks import plant_checks, read_old_notices
from dukao.demo.city import BEGINNING, City, plant_people, plant_units
from dukao.demo.conclusions import plant_conclusions
from dukao.demo.documents import documents, former_documents
from dukao.demo.hdi import plant_hdi
from dukao.demo.last_year import plant_last_year
from dukao.demo.leadership import plant_leadership
from dukao.demo.matters import plant_matters
from dukao.demo.months import (
    plant_last_days,
    plant_month,
    plant_policy,
    plant_shared_values,
    store_papers,
)
from dukao.demo.objections import plant_objections, set_clocks
from dukao.demo.oversight import plant_late_changes, plant_oversight
from dukao.demo.papers import plant_papers
from dukao.demo.patrols import plant_patrols
from dukao.demo.privacy import plant_personal_data
from dukao.demo.problems import plant_problems
from dukao.demo.requests import plant_requests
from dukao.demo.rounds import compute_live_rounds, plant_events, plant_rounds
from dukao.demo.schemes import indicator_table, plant_library, plant_next_year, plant_schemes
from dukao.demo.support import plant_entrances, plant_support
from dukao.identity.selectors import actor_for
from dukao.kernel.clock import at_time
from dukao.scoring import Period

#: The day the example city lives on when it is loaded.
TODAY = date(2026, 12, 28)
YEAR = TODAY.year
SEED = 2026

Report = Callable[[str], None]


def load_city(report: Report, *, seed: int = SEED) -> City:
    """Fill an empty database with the city; the same seed gives the same city, to the last digit."""
    report("单位和人员")
    city = plant_units()
    plant_people(city, seed, BEGINNING)
    plant_leadership(city, YEAR)
    report("指标库")
    founding = at_time(date(YEAR - 2, 12, 1), 9)
    plant_library(city, actor_for(city.accounts["hezheng"], founding.date()), founding)
    rows = indicator_table()
    plant_schemes(city, former_documents(city, rows, YEAR - 1), YEAR - 1, seed, report)
    plant_schemes(city, documents(city, rows, YEAR), YEAR, seed, report)
    plant_reports(city, seed, report)
    report("人类发展指数")
    plant_hdi(city, date(YEAR, 5, 11))
    report("扣分和加分事项")
    plant_events(city, YEAR, seed)
    set_clocks(city, YEAR)
    plant_rounds(city, YEAR, report)
    plant_objections(city, YEAR)
    report(f"{YEAR - 1} 年登记")
    with transaction.atomic():
        plant_last_year(city, YEAR - 1, seed)
    report("督办事项")
    with transaction.atomic():
        plant_matters(city, TODAY, seed)
        plant_requests(city, TODAY)
    report("检查计划")
    with transaction.atomic():
        plant_checks(city, TODAY)
    report("督导巡查")
    with transaction.atomic():
        plant_patrols(city, TODAY, seed)
        plant_conclusions(city, TODAY)
    report("问题整改")
    with transaction.atomic():
        plant_problems(city, TODAY, seed)
    report("公文")
    with transaction.atomic():
        plant_papers(city, TODAY, seed)
    read_old_notices(TODAY)
    plant_late_changes(city, TODAY)
    report(f"{YEAR + 1} 年办法起草")
    plant_next_year(city, documents(city, rows, YEAR + 1), seed, at_time(date(YEAR, 12, 21), 10))
    report("暂定分")
    compute_live_rounds(YEAR, at_time(TODAY, 8))
    report("监督")
    plant_oversight(city, TODAY)
    plant_entrances(city, TODAY)
    plant_support(city, TODAY)
    report("个人信息")
    plant_personal_data(city, TODAY)
    return city


def plant_reports(city: City, seed: int, report: Report) -> None:
    """Last year's closing month and twelve months of this year, each in one transaction."""
    opening = at_time(date(YEAR - 1, 1, 4), 9)
    office = actor_for(city.accounts["hezheng"], opening.date())
    plant_policy(office, opening)
    report("共享数据")
    plant_shared_values(city, YEAR - 1, seed, until=12)
    plant_shared_values(city, YEAR, seed, until=TODAY.month)
    papers = store_papers(opening)
    closing = Period.parse(f"{YEAR - 1}-12")
    for period in (closing, *Period.parse(str(YEAR)).months()[: TODAY.month]):
        report(f"{period.label}填报")
        with transaction.atomic():
            plant_month(city, office, period, TODAY, seed, papers)
    plant_last_days(city, TODAY)
