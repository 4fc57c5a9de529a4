"""``kill -9`` of worker and server: nothing is lost and nothing is doubled.

Real processes on a home of their own, and a gateway on loopback that counts.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import textwrap
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.needs import REDIS
from tests.notifications.gateway import Gateway, running_gateway
from tests.operations import processes
from tests.operations.test_queue import postgres_address

ROOT = Path(__file__).parents[2]
NOTICES = 8
#: Requests that stand still when the server is killed: the first has committed, the second has not.
STILL = (("kept", "after"), ("lost", "before"))
PLANT = textwrap.dedent(
    """
    import sys
    import django
    django.setup()
    from datetime import date
    from dukao.identity.models import Account
    from dukao.kernel.clock import now
    from dukao.notifications import addresses
    from dukao.notifications.models import Channel, Preference
    from dukao.notifications.services import notify
    from dukao.organisations.models import Unit
    address, deduplicates, notices = sys.argv[1], sys.argv[2] == "True", int(sys.argv[3])
    unit = Unit.objects.create(code="B01", since=date(2020, 1, 1), tree="administrative")
    reporter = Account.objects.create(username="reporter", name="陈立", unit=unit, created_at=now())
    Preference.objects.create(account=reporter, mobile="13800000001", choices={"due": ["sms"]})
    Channel.objects.create(
        name="短信", medium="sms", address_name=addresses.keep(address), deduplicates=deduplicates, added_at=now()
    )
    for n in range(notices):
        notify(account_ids=[reporter.pk], kind="due", title=f"{n}", key=f"{n}", at=now())
    """
)


@pytest.fixture
def home(empty_database: bytes, tmp_path: Path) -> Path:
    (tmp_path / "dukao.sqlite3").write_bytes(empty_database)
    return tmp_path


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as running:
        yield running


def plant(home: Path, gateway: Gateway, *, deduplicates: bool, notices: int) -> None:
    address = f"{gateway.address}?:phone={{to}}"
    processes.python(home, PLANT, address, str(deduplicates), str(notices))


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "dukao.sqlite3", timeout=20) as connection:
        return connection.execute(query).fetchall()


def states(home: Path) -> Counter[object]:
    return Counter(state for (state,) in rows(home, "select state from notifications_delivery"))


def let_time_pass(home: Path) -> None:
    """Whoever was sending has not been heard of for long."""
    with sqlite3.connect(home / "dukao.sqlite3", timeout=20) as connection:
        connection.execute("update notifications_delivery set taken_at = '2026-01-01 00:00:00'")


DOUBTFUL = """
    select title from notifications_notice join notifications_delivery
    on notifications_delivery.notice_id = notifications_notice.id where state = 'uncertain'
"""
#: Where the queue is, and whether the gateway drops doubles. Each case starts four processes, so the further
#: queues are for the night; tests/operations/test_queue.py has them by day.
CASES = [
    pytest.param(lambda: "", False, id="file"),
    pytest.param(lambda: f"{REDIS}#test-{uuid.uuid4()}", True, id="redis", marks=[pytest.mark.redis, pytest.mark.nightly]),
    pytest.param(
        lambda: f"{postgres_address()}#test-{uuid.uuid4()}", True, id="postgres",
        marks=[pytest.mark.postgres, pytest.mark.django_db, pytest.mark.nightly],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("queue", "deduplicates"), CASES)
def test_a_worker_killed_while_sending(
    queue: Callable[[], str], deduplicates: bool, home: Path, gateway: Gateway
) -> None:
    gateway.forget_doubles = deduplicates
    gateway.answers = [200, 200, 200, *["hold"] * NOTICES]
    more = {"DUKAO_QUEUE_URL": address} if (address := queue()) else {}
    plant(home, gateway, deduplicates=deduplicates, notices=NOTICES)

    worker = processes.start(home, "worker", **more)
    processes.eventually(lambda: len(gateway.calls) > 3)
    processes.stop(worker, signal.SIGKILL)
    gateway.answers.clear()
    gateway.release.set()
    # Both threads of the worker may have been cut off, one even between an answer and its record.
    cut = states(home)
    assert 1 <= cut["sending"] <= 2
    assert cut["sent"] + cut["sending"] + cut["waiting"] == NOTICES

    let_time_pass(home)
    again = processes.start(home, "worker", **more)
    try:
        processes.eventually(lambda: not states(home).keys() & {"waiting", "sending"})
    finally:
        processes.stop(again)
    doubtful = 0 if deduplicates else cut["sending"]
    assert states(home) == Counter(sent=NOTICES - doubtful) + Counter(uncertain=doubtful)
    heard = Counter(gateway.titles)
    assert max(heard.values()) == 1, "nothing twice"
    # A call that was cut off before it left the house did not arrive: then its delivery is shown as doubtful.
    missing = {f"【督考】{n}" for n in range(NOTICES)} - heard.keys()
    assert missing <= {f"【督考】{title}" for (title,) in rows(home, DOUBTFUL)}, "nothing lost unseen"


def test_a_server_killed_in_the_middle_of_a_request(home: Path, gateway: Gateway) -> None:
    plant(home, gateway, deduplicates=False, notices=0)

    port, server = _serve(home)
    asking = [Thread(target=_ask, args=(port, f"tell/{key}/?still={still}")) for key, still in STILL]
    for request, (_, mark) in zip(asking, STILL, strict=True):
        request.start()
        processes.eventually((home / mark).exists)
    processes.stop(server, signal.SIGKILL)
    for request in asking:
        request.join()
    assert rows(home, "select key from notifications_notice") == [("kept",)], (
        "what is not committed never was"
    )
    assert states(home) == {"waiting": 1}, "committed, though nobody was told to send it"

    port, server = _serve(home)
    try:
        processes.eventually(lambda: states(home) == {"sent": 1})
        for key in ("lost", "kept"):
            # The person presses the button again, having seen no answer.
            assert _ask(port, f"tell/{key}/") == b"told"
        processes.eventually(lambda: states(home) == {"sent": 2})
    finally:
        processes.stop(server)
    assert sorted(gateway.titles) == ["【督考】kept", "【督考】lost"]


def _serve(home: Path) -> tuple[int, subprocess.Popen[str]]:
    port = processes.free_port()
    server = processes.start(
        home, "serve", "--port", str(port), "--workers", "1",
        DJANGO_SETTINGS_MODULE="tests.notifications.kill_settings", PYTHONPATH=str(ROOT),
    )  # fmt: skip
    assert processes.health(port) == {"status": "ok"}
    return port, server


def _ask(port: int, path: str) -> bytes:
    try:
        with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
            content: bytes = answer.read()
            return content
    except (URLError, ConnectionError):
        return b""
