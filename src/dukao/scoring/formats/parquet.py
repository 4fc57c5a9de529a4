"""Tables in Parquet files: figures as decimals of their own scale, never as binary floats."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from dukao.scoring.formats.columns import Column, Kind, Table, Value
from dukao.scoring.formats.excel import plain_text
from dukao.scoring.numbers import decimal_places, plain
from dukao.scoring.problems import FactsError

#: A packed file may not unfold into more cells than this.
MAX_CELLS = 50_000_000
_DIGITS = 38  # as many as a decimal column holds
_ROWS_IN_A_GROUP = 1 << 16  # fixed, so that the bytes do not depend on the machine
_TEMPORAL = (pl.Date, pl.Datetime)
_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)


def rows_of_parquet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The names of the columns as row 0, then the rows, counted from 1."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        height = lazy.select(pl.len()).collect().item()
        schema = lazy.collect_schema()
        if height * len(schema) > MAX_CELLS:
            raise FactsError(f"表太大（{height} 行 {len(schema)} 列），请分开计算")
        frame = lazy.collect()
    except PolarsError as error:
        raise FactsError("打不开这个文件，它不是完好的 Parquet 文件，请重新导出") from error
    yield 0, frame.columns
    columns = [_texts(frame[name]) for name in frame.columns]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        yield number, list(row)


def _texts(column: pl.Series) -> list[str]:
    """The column as a person would have written it."""
    kind, values = column.dtype, column.to_list()
    if kind == pl.Float32:
        # Widened to a double, 0.1 would read 0.10000000149.
        return ["" if value is None else plain_text(float(str(np.float32(value)))) for value in values]
    if kind == pl.Float64:
        return [_float(value) for value in values]
    if isinstance(kind, pl.Decimal):
        return ["" if value is None else plain(value) for value in values]
    if kind in (pl.String, pl.Categorical, pl.Null, pl.Boolean, *_TEMPORAL) or isinstance(kind, pl.Enum):
        return [plain_text(value) for value in values]
    if kind in _WHOLE:
        return ["" if value is None else str(value) for value in values]
    raise FactsError(f"列 {column.name} 的类型 {kind} 不能读，请存成文本、整数或小数")


def _float(value: float | None) -> str:
    if value is None:
        return ""
    return plain_text(value) if np.isfinite(value) else str(value)


def parquet_of_table(table: Table) -> bytes:
    """One file; a figure with more digits than a decimal column holds makes its column text."""
    series = [
        _series(column, [row[place] for row in table.rows], table)
        for place, column in enumerate(table.columns)
    ]
    content = io.BytesIO()
    pl.DataFrame(series).write_parquet(content, compression="zstd", row_group_size=_ROWS_IN_A_GROUP)
    return content.getvalue()


def _series(column: Column, values: list[Any], table: Table) -> pl.Series:
    if column.kind is Kind.WHOLE:
        return pl.Series(column.name, values, dtype=pl.Int64)
    if column.kind is Kind.NUMBER and (scale := _scale(values)) is not None:
        step, context = Decimal(1).scaleb(-scale), Context(prec=_DIGITS)
        scaled = [
            None if value is None else Decimal(value).quantize(step, context=context) for value in values
        ]
        return pl.Series(column.name, scaled, dtype=pl.Decimal(_DIGITS, scale))
    texts = [None if value is None else table.text(value) for value in values]
    return pl.Series(column.name, texts, dtype=pl.String)


def _scale(values: list[Value]) -> int | None:
    """Places behind the point that every figure of the column needs; none if there are too many digits."""
    figures = [Decimal(value) for value in values if value is not None]
    scale = max((decimal_places(figure) for figure in figures), default=0)
    wholes = max((figure.adjusted() + 1 for figure in figures if figure), default=0)
    return scale if scale + max(wholes, 0) <= _DIGITS else None
