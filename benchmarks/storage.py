"""What storage costs: a city's year read, scored and written as rows of objects, and as blocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

from benchmarks.interleaved import ratio, report, time_rounds
from benchmarks.scoring import MONTHS, City, make_city, plain_loop
from dukao.scoring import Result, score_blocks
from dukao.scoring.packing import packed_series, unpacked_series

TABLES = (
    "CREATE TABLE bench_line (id integer PRIMARY KEY, item, month int, unit int, value text, target text)",
    "CREATE TABLE bench_score (id integer PRIMARY KEY, unit varchar(20), month int, total text, place int)",
    "CREATE TABLE bench_points (id integer PRIMARY KEY, item varchar(20), month int, unit int, points text)",
    "CREATE TABLE bench_block (code varchar(20), name varchar(10), body blob, PRIMARY KEY (code, name))",
    "CREATE TABLE bench_result (month int PRIMARY KEY, body blob)",
)


def main() -> bool:
    """In a process of its own, on an SQLite file."""
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        surroundings = {
            **os.environ,
            "DUKAO_HOME": home,
            "DJANGO_SETTINGS_MODULE": "dukao.config.settings",
            "DUKAO_DATABASE_URL": f"sqlite:///{home}/bench.sqlite3",
        }
        command = [sys.executable, "-m", "benchmarks.storage"]
        return subprocess.run(command, env=surroundings, check=False).returncode == 0


def measure() -> bool:
    import django

    django.setup()
    from django.db import connection, transaction

    city = make_city(250)
    line, score, points = _models()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)
    with transaction.atomic():
        line.objects.bulk_create(_lines(city, line), batch_size=2000)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_block VALUES (%s, %s, %s)",
                [(*key, packed_series(series)) for key, series in city.blocks.series.items()],
            )

    def by_rows() -> None:
        values: dict[tuple[str, int, int], Decimal] = {}
        targets: dict[tuple[str, int, int], Decimal] = {}
        for row in line.objects.all():
            values[row.item, row.month, row.unit] = Decimal(row.value)
            if row.target is not None:
                targets[row.item, row.month, row.unit] = Decimal(row.target)
        found = plain_loop(replace(city, values=values, targets=targets))
        with transaction.atomic():
            points.objects.all().delete()
            score.objects.all().delete()
            # the loop keeps no points by line; what is written has their number and size
            points.objects.bulk_create(
                (points(item=item, month=month, unit=unit, points="12.34") for item, month, unit in values),
                batch_size=2000,
            )
            score.objects.bulk_create(
                score(unit=unit, month=month, total=str(one.total), place=one.in_group)
                for month, scores in enumerate(found)
                for unit, one in scores.items()
            )

    def by_blocks() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT code, name, body FROM bench_block")
            series = {(code, name): unpacked_series(body) for code, name, body in cursor.fetchall()}
            results = score_blocks(city.scheme, replace(city.blocks, series=series), MONTHS)
            cursor.execute("DELETE FROM bench_result")
            cursor.executemany(
                "INSERT INTO bench_result VALUES (%s, %s)",
                [(month, _result_body(results[period])) for month, period in enumerate(MONTHS)],
            )

    times = time_rounds({"rows": by_rows, "blocks": by_blocks}, rounds=5)
    ratios = [ratio(times, "K4", "rows", "blocks", at_least=50)]
    return report("storage: a city's year read, scored and written, SQLite", times, ratios)


def _models() -> tuple[Any, Any, Any]:
    from django.db import models

    class Line(models.Model):
        item = models.CharField(max_length=20)
        month = models.IntegerField()
        unit = models.IntegerField()
        value = models.CharField(max_length=40)
        target = models.CharField(max_length=40, null=True)  # noqa: DJ001

        class Meta:
            app_label, db_table, managed = "benchmarks", "bench_line", False

    class Score(models.Model):
        unit = models.CharField(max_length=20)
        month = models.IntegerField()
        total = models.CharField(max_length=40)
        place = models.IntegerField()

        class Meta:
            app_label, db_table, managed = "benchmarks", "bench_score", False

    class Points(models.Model):
        item = models.CharField(max_length=20)
        month = models.IntegerField()
        unit = models.IntegerField()
        points = models.CharField(max_length=40)

        class Meta:
            app_label, db_table, managed = "benchmarks", "bench_points", False

    return Line, Score, Points


def _lines(city: City, line: Any) -> list[Any]:
    targets = {place: str(value) for place, value in city.targets.items()}
    return [
        line(item=place[0], month=place[1], unit=place[2], value=str(value), target=targets.get(place))
        for place, value in city.values.items()
    ]


def _result_body(result: Result) -> bytes:
    """Totals, places and every item's score of one month, as bytes."""
    run, row = result._run, MONTHS.index(result.period)
    standing = run.standing
    head = json.dumps([str(result.period), result.engine_version, list(run.nodes)]).encode()
    arrays = [standing.totals.numerator.array, standing.overall, standing.in_group]
    arrays += [run.shown(code).numerator.array for code in run.nodes]
    return b"\n".join([head, *(array[row].tobytes() for array in arrays)])


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
