"""Looking for patterns: idempotent, with the parameters it ran with; a lead found again keeps its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.background.services import start_task
from dukao.documents.services import fingerprint_pictures
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.verdict import require
from dukao.organisations.selectors import paths_of, tops_of
from dukao.organisations.vocabulary import Tree
from dukao.oversight.models import Hit, PatternRule, Search
from dukao.oversight.patterns.pattern import Lead
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.policies import can_oversee
from dukao.oversight.selectors.gathering import FACTS
from dukao.oversight.selectors.hits import rules_in_force
from dukao.oversight.services.telling import tell_of_leads
from dukao.oversight.vocabulary import SEARCH_KIND
from dukao.reporting.selectors.traces import pictures_of_year

Report = Callable[[int, int, str], None]


@transaction.atomic
def ask_for_search(*, actor: Actor, at: datetime) -> int:
    """A search of this year is queued; returns the number of the task to wait for."""
    require(can_oversee(actor))
    record(actor=actor, event="patterns_searched", subject=None, label="查找规律", at=at)
    task = start_task(
        actor=actor, kind=SEARCH_KIND, label="查找值得看的规律", at=at,
        arguments={"year": local_day(at).year, "by": actor.name, "at": at.isoformat()},
    )  # fmt: skip
    return task.pk


def search_patterns(*, year: int, by: str, at: datetime, report: Report | None = None) -> Search:
    """Every pattern that is used looks through the year's facts once.

    What it finds again keeps its verdict; what it finds no more is no longer current. Run twice it finds
    the same and changes nothing but the day of the last search.
    """
    fingerprint_pictures(picture.file for picture in pictures_of_year(year))
    rules = {
        code: rule
        for code, rule in rules_in_force(local_day(at)).items()
        if rule.is_used and code in PATTERNS
    }
    search = Search.objects.create(
        year=year, started_at=at, started_by=by,
        parameters={code: PATTERNS[code].defaults() | rule.parameters for code, rule in rules.items()},
    )  # fmt: skip
    gathered: dict[str, list[Any]] = {}
    for number, (code, rule) in enumerate(rules.items(), start=1):
        pattern = PATTERNS[code]
        if pattern.facts not in gathered:
            gathered[pattern.facts] = FACTS[pattern.facts](year)
        leads = list(pattern.find(gathered[pattern.facts], pattern.read(rule.parameters)))
        search.found += _keep(search, rule, leads, at)
        if report:
            report(number, len(rules), f"{pattern.name}：{len(leads)} 条线索")
    Hit.objects.filter(year=year, is_current=True).exclude(last_found=search).update(is_current=False)
    search.finished_at = at
    with transaction.atomic():
        search.save(update_fields=["found", "finished_at"])
        tell_of_leads(search, at)
    return search


@transaction.atomic
def _keep(search: Search, rule: PatternRule, leads: Iterable[Lead], at: datetime) -> int:
    found = {lead.key: lead for lead in leads}
    paths = _paths(found.values(), at)
    known = {hit.key: hit for hit in Hit.objects.filter(rule=rule.code, year=search.year, key__in=found)}
    for key, lead in found.items():
        hit = known.get(key) or Hit(
            rule=rule.code, key=key, year=search.year, first_found=search, found_at=at
        )
        hit.unit_id, hit.unit_path = lead.unit, paths[key]
        hit.who, hit.finding = lead.who[:200], lead.finding[:400]
        hit.figures = [list(figure) for figure in lead.figures]
        hit.links = [[link.words, link.url] for link in lead.links]
        hit.entry, hit.last_found, hit.is_current = lead.entry, search, True
        hit.save()
    return len(found)


def _paths(leads: Iterable[Lead], at: datetime) -> dict[str, str]:
    """A lead about one unit lies where the unit does; one about several at the top of the tree."""
    known = list(leads)
    paths = paths_of({lead.unit for lead in known if lead.unit}, local_day(at))
    top = tops_of(Tree.ADMINISTRATIVE, local_day(at)).first()
    widest = top.path if top else "/"
    return {lead.key: paths.get(lead.unit, widest) if lead.unit else widest for lead in known}
