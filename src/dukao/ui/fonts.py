"""Chinese type for printed sheets: found on the machine, never carried along."""

from __future__ import annotations

from functools import lru_cache

import typst
from PIL import Image, ImageDraw, ImageFont

#: Faces to prefer, the plainest first; office machines have one of the first, servers one of the last.
PREFERRED = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "FandolHei",
    "FandolSong",
    "AR PL UMing CN",
    "LXGW WenKai",
)
#: Two characters every Chinese face has and no other; the second is not in a Japanese-only face.
SAMPLES = ("督", "辖")


@lru_cache(maxsize=1)
def chinese_face() -> str:
    """The family to set Chinese in; "" when no font of this machine has Chinese glyphs."""
    fonts = installed().fonts()
    families = {font.family for font in fonts}
    known = next((family for family in PREFERRED if family in families), "")
    if known:
        return known
    return next((font.family for font in fonts if _has_chinese(font.path, font.index)), "")


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """All fonts of the system; reading them takes a tenth of a second, so it is done once."""
    return typst.Fonts(include_system_fonts=True)


def _has_chinese(path: str | None, index: int) -> bool:
    """Whether the samples look different from the box that stands for a missing glyph."""
    if not path:
        return False
    try:
        font = ImageFont.truetype(path, 24, index=index)
    except OSError:
        return False
    missing = _drawn(font, "\U000f1234")
    return all(_drawn(font, sample) != missing for sample in SAMPLES)


def _drawn(font: ImageFont.FreeTypeFont, text: str) -> bytes:
    image = Image.new("L", (40, 40))
    ImageDraw.Draw(image).text((4, 4), text, font=font, fill=255)
    return image.tobytes()
