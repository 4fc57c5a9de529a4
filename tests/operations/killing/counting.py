"""After the killing: was everything that was acknowledged kept, was anything done twice, does the journal hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from random import Random
from time import sleep

from tests.operations import processes
from tests.operations.killing.people import Person
from tests.operations.killing.site import Site

PEOPLE = 4
#: Each kill comes after a pause of this length, some while the product still gets up from the last one.
PAUSE_SECONDS = (0.3, 2.5)


@dataclass(frozen=True)
class Killed:
    """What was done to the site, and what the people were told meanwhile."""

    kills: Counter[str]
    told: set[str]
    pressed: set[str]
    refusals: Counter[int]

    def __str__(self) -> str:
        kills = ", ".join(f"{victim} {count}" for victim, count in sorted(self.kills.items()))
        refusals = ", ".join(f"{code or 'cut'} {count}" for code, count in sorted(self.refusals.items()))
        return f"killed: {kills}; acknowledged: {len(self.told)}; not at first: {refusals}"


def kill_under_load(site: Site, kills: int, random: Random) -> Killed:
    """Each kind of victim comes up equally often, in an order and at moments of chance."""
    people = [Person(f"p{number}", site.port) for number in range(PEOPLE)]
    victims = [site.victims[number % len(site.victims)] for number in range(kills)]
    random.shuffle(victims)
    for person in people:
        person.start()
    try:
        for victim in victims:
            sleep(random.uniform(*PAUSE_SECONDS))
            site.kill(victim)
        processes.eventually(lambda: processes.is_up(site.port))
        sleep(1)
    finally:
        for person in people:
            person.stop()
    told, pressed = (set().union(*(getattr(p, name) for p in people)) for name in ("told", "pressed"))
    return Killed(Counter(victims), told, pressed, Counter(code for p in people for code in p.refusals))


def finish_work(site: Site) -> None:
    """The worker is started anew and finds what its killed forerunners held; then everything is sealed."""
    site.stop()
    # As if the half minute had passed in which a killed worker is waited for.
    site.write("UPDATE background_task SET beat_at = '2026-01-01 00:00:00+00', created_at = '2026-01-01 00:00:00+00'"
               " WHERE state IN ('running', 'waiting')")  # fmt: skip
    site.start()
    # However many they left: patience is for the next one, not for all.
    while left := _unfinished(site):
        processes.eventually(partial(_fewer, site, left))
    processes.eventually(lambda: not site.rows("SELECT 1 FROM journal_waiting LIMIT 1"))


def assert_nothing_lost_or_doubled(site: Site, killed: Killed) -> None:
    acts = Counter(str(key).removeprefix("act-") for (key,) in _keys(site, "act-"))
    tallies = Counter(str(key).removeprefix("tally-") for (key,) in _keys(site, "tally-"))
    tasks = Counter(str(label) for (label,) in site.rows("SELECT label FROM background_task"))
    states = Counter(str(state) for (state,) in site.rows("SELECT state FROM background_task"))
    assert killed.told - acts.keys() == set(), "acknowledged and lost"
    assert acts.keys() - killed.pressed == set(), "done without being asked for"
    assert max(acts.values()) == 1, "done twice"
    assert states.keys() == {"done"}, states
    assert tasks == tallies, "long work belongs to its act and leaves one trace"
    assert max(tasks.values()) == 1, "ordered twice"
    ended = "SELECT subject_id FROM journal_entry WHERE event = 'task_done' AND subject_id <> ''"
    assert Counter(Counter(site.rows(ended)).values()) == Counter({1: len(tasks)}), "ended once each"
    verified = site.command("journal", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "完整" in verified.stdout


def _unfinished(site: Site) -> int:
    [(count,)] = site.rows("SELECT count(*) FROM background_task WHERE state IN ('running', 'waiting')")
    return int(str(count))


def _fewer(site: Site, left: int) -> bool:
    return _unfinished(site) < left


def _keys(site: Site, prefix: str) -> list[tuple[object, ...]]:
    return site.rows(f"SELECT key FROM journal_entry WHERE key LIKE '{prefix}%'")  # noqa: S608 - our own prefix
