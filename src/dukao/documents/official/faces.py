"""The four faces of an official document: named in Word as the standard names them, found for PDF."""

from __future__ import annotations

from functools import lru_cache

from dukao.ui.fonts import chinese_face, installed

#: As Word files name them (GB/T 9704-2012, 5.2.2 and 7): every office machine has these.
WORD_FACES = {
    "body": "仿宋_GB2312",
    "title": "方正小标宋简体",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "宋体",
}
#: For PDF, the official face first, then what servers have; glyphs one lacks come from the next.
PDF_FACES = {
    "body": (
        "FangSong_GB2312",
        "FZFangSong-Z02",
        "FangSong",
        "STFangsong",
        "FandolFang",
        "Noto Serif CJK SC",
    ),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif CJK SC", "FandolSong"),
    "kai": ("KaiTi_GB2312", "FZKai-Z03", "KaiTi", "STKaiti", "LXGW WenKai", "FandolKai", "AR PL UKai CN"),
    "hei": ("SimHei", "FZHei-B01", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "FandolHei"),
    "song": ("SimSun", "NSimSun", "STSong", "Noto Serif CJK SC", "FandolSong"),
}


@lru_cache(maxsize=1)
def pdf_faces() -> dict[str, list[str]]:
    """Installed families for each face, the best first; all empty when the machine has no Chinese type."""
    last = chinese_face()
    if not last:
        return {face: [] for face in PDF_FACES}
    known = {font.family for font in installed().fonts()}
    return {face: [*(name for name in names if name in known), last] for face, names in PDF_FACES.items()}


def missing_faces() -> dict[str, str]:
    """Faces that are set in a substitute on this machine, with the family that stands in."""
    return {
        WORD_FACES[face]: names[0] if names else ""
        for face, names in pdf_faces().items()
        if not names or names[0] not in PDF_FACES[face][:2]
    }
