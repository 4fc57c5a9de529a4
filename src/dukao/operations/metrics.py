"""Figures for Prometheus: how requests go, how the product stands. No name of a person or a unit."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import dukao
from dukao.kernel import clock
from dukao.kernel.verdict import Verdict, allow_if
from dukao.operations.backup.last import last_backup
from dukao.operations.measuring import REQUESTS
from dukao.operations.selectors import Status, status

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def can_read_metrics(request: HttpRequest) -> Verdict:
    """With a token whoever shows it; without one only a program on this machine that no proxy speaks for."""
    if token := settings.DUKAO_METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return allow_if(
            hmac.compare_digest(shown.encode(), token.encode()), "指标要凭 DUKAO_METRICS_TOKEN 读取。"
        )
    is_direct = not any(name in request.headers for name in _FORWARDED)
    is_near = request.META.get("REMOTE_ADDR") in _LOOPBACK
    return allow_if(is_near and is_direct, "指标只在本机读取；要从别处读，请设 DUKAO_METRICS_TOKEN。")


def exposition() -> bytes:
    """Everything there is to tell, in the text format of Prometheus."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    registry.register(_Standing())
    return generate_latest(registry)


class _Standing(Collector):
    """Looked up at the moment of asking: a figure that is kept can be old."""

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("dukao", "Version of the product", {"version": dukao.__version__})
        try:
            standing = status(clock.now())
        except (DatabaseError, InterfaceError):
            yield _gauge("database_up", "1 while the database answers", 0)
        else:
            yield _gauge("database_up", "1 while the database answers", 1)
            yield from _figures(standing)
        if last := last_backup(settings.HOME):
            age = (clock.now() - last.at).total_seconds()
            yield _gauge("backup_age_seconds", "Time since the last backup made from here", age)
            yield _gauge(
                "backup_tried", "1 when the last backup was restored for a trial", int(last.is_tried)
            )


def _figures(standing: Status) -> Iterator[Metric]:
    tasks = GaugeMetricFamily("dukao_tasks", "Long work by state", labels=["state"])
    for state in ("waiting", "running", "failed", "silent"):
        tasks.add_metric([state], getattr(standing.queue, state))
    yield tasks
    journal, now = standing.journal, standing.at
    waiting = (now - journal.waiting_since).total_seconds() if journal.waiting_since else 0
    ahead = (journal.head.sealed_at - now).total_seconds() if journal.head else 0
    yield _gauge("journal_entries_waiting", "Entries that no checkpoint covers yet", journal.waiting)
    yield _gauge("journal_unsealed_seconds", "Age of the oldest of them", max(waiting, 0))
    yield _gauge("journal_ahead_seconds", "How far the clock stands before the journal's end", max(ahead, 0))
    yield _gauge("disk_free_bytes", "Room left in the home folder", standing.disk.free)
    yield _gauge("disk_bytes", "Size of the disk of the home folder", standing.disk.total)
    if standing.worker_silent_for is not None:
        yield _gauge(
            "worker_silent_seconds", "Since the worker's last sign of life", standing.worker_silent_for
        )


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"dukao_{name}", help_, value=value)
