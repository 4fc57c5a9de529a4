"""What a picture looks like in 64 bits: the signs of its slowest waves (a DCT hash).

The same picture made smaller, saved again or in another format keeps its fingerprint, give or take a few
bits; another picture differs in about half of them.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

#: The picture is shrunk to this many points a side, and this many waves a side are kept.
SIDE, KEPT = 32, 8
#: Below this the slow waves are noise: a plain surface looks like every other.
FLAT = 1.0


def _cosines() -> np.ndarray:
    rows = np.arange(SIDE)[:, None]
    columns = np.arange(SIDE)[None, :]
    return np.cos(np.pi * rows * (2 * columns + 1) / (2 * SIDE))


_COSINES = _cosines()


def fingerprint(content: bytes) -> str:
    """Sixteen hexadecimal digits, or "" for a surface without features."""
    with Image.open(BytesIO(content)) as picture:
        grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    points = np.asarray(grey, dtype=np.float64)
    waves = (_COSINES @ points @ _COSINES.T)[:KEPT, :KEPT].flatten()
    shape = waves[1:]  # the first is the mean brightness, which says nothing of what is to be seen
    if np.abs(shape).max() / (SIDE * SIDE) < FLAT:
        return ""
    bits = np.concatenate(([False], shape > np.median(shape)))
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def distance(one: str, other: str) -> int:
    """In how many of the 64 bits two fingerprints differ.

    >>> distance("00000000000000ff", "00000000000000f0")
    4
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()
