"""Where a picture was taken, for the few tasks that need it and say so."""

from __future__ import annotations

from typing import IO

from PIL import Image, UnidentifiedImageError

_GPS = 0x8825
_LATITUDE, _LONGITUDE = (1, 2), (3, 4)


def place_of_picture(content: IO[bytes]) -> str:
    """ "36.45670,115.98000", or "" where the picture says nothing; the content is left at its start."""
    try:
        with Image.open(content, formats=["JPEG", "MPO", "PNG"]) as picture:
            gps = picture.getexif().get_ifd(_GPS)
        place = ",".join(f"{_degrees(gps, *tags):.5f}" for tags in (_LATITUDE, _LONGITUDE))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        LookupError,
        TypeError,
        ZeroDivisionError,
    ):
        place = ""
    content.seek(0)
    return place


def _degrees(gps: dict[int, object], sign: int, value: int) -> float:
    degrees, minutes, seconds = (float(part) for part in gps[value])  # type: ignore[attr-defined]
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(gps[sign]) in {"S", "W"} else size
