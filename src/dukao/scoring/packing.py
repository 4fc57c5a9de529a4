"""One block of facts as bytes: all periods and units of one indicator, read and written whole."""

from __future__ import annotations

import json
import zlib

import numpy as np

from dukao.scoring.periods import Period
from dukao.scoring.series import Series
from dukao.scoring.whole import Whole

_LEVEL = 1  # storage is faster than harder compression


def packed_series(series: Series) -> bytes:
    """A line of JSON that says what is there, then the values and their states, compressed.

    Values are little-endian 64-bit integers in units of 1/scale; those of a block that needs more are
    written out as text.
    """
    array = series.values.array
    wide = array.dtype == object
    head = {
        "periods": [str(period) for period in series.periods],
        "units": array.shape[1],
        "scale": series.scale,
        "bound": series.values.bound,
        "wide": wide,
    }
    values = (
        json.dumps([str(value) for value in array.flat]).encode() if wide else array.astype("<i8").tobytes()
    )
    return json.dumps(head).encode() + b"\n" + zlib.compress(series.states.tobytes() + values, _LEVEL)


def unpacked_series(body: bytes) -> Series:
    """The series :func:`packed_series` wrote."""
    first, _, rest = bytes(body).partition(b"\n")
    head = json.loads(first)
    shape = len(head["periods"]), head["units"]
    cells = shape[0] * shape[1]
    content = zlib.decompress(rest)
    states = np.frombuffer(content, dtype=np.uint8, count=cells).reshape(shape)
    if head["wide"]:
        array = np.array([int(text) for text in json.loads(content[cells:])], dtype=object)
    else:
        array = np.frombuffer(content, dtype="<i8", offset=cells).astype(np.int64)
    periods = tuple(Period.parse(text) for text in head["periods"])
    return Series(periods, head["scale"], Whole(array.reshape(shape), head["bound"]), states)
