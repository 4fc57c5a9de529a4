"""Pictures a patrol group might have brought home, drawn here: nobody is in them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

#: Drawn twice as large as kept, so that edges are smooth.
WIDE, HIGH = 1920, 1440
Scene = Callable[[ImageDraw.ImageDraw, Random], None]


def photo_of(facts: str, random: Random) -> bytes | None:
    """A picture of what the facts speak of; ``None`` where no picture would show anything."""
    scene = next((draw for word, draw in SCENES.items() if word in facts), None)
    if scene is None:
        return None
    image = Image.new("RGB", (WIDE, HIGH), "#b9c4cc")
    scene(ImageDraw.Draw(image), random)
    out = BytesIO()
    small = image.filter(ImageFilter.GaussianBlur(1.6)).resize((WIDE // 2, HIGH // 2))
    small.save(out, "JPEG", quality=82)
    return out.getvalue()


def _ground(drawing: ImageDraw.ImageDraw, from_top: int, colour: str) -> None:
    drawing.rectangle((0, from_top, WIDE, HIGH), fill=colour)


def _wall(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """An outer wall whose insulation comes off in patches."""
    drawing.rectangle((0, 0, WIDE, HIGH), fill="#d9cbb2")
    for row in range(3):
        for column in range(4):
            left, top = 120 + column * 460, 90 + row * 470
            drawing.rectangle((left, top, left + 250, top + 300), fill="#f2eee6")
            drawing.rectangle((left + 20, top + 20, left + 230, top + 280), fill="#5e7486")
            drawing.line((left + 125, top + 20, left + 125, top + 280), fill="#f2eee6", width=12)
    for _ in range(5):
        x, y = random.randint(100, 1500), random.randint(380, 1200)
        around = [(x + random.randint(-30, 30) + dx, y + random.randint(-24, 24) + dy) for dx, dy in _ROUND]
        drawing.polygon(around, fill="#8d867b")
        drawing.polygon([(px + 14, py + 12) for px, py in around], fill="#a49c8f")


_ROUND = ((0, 0), (120, -40), (230, 10), (250, 90), (150, 150), (30, 120))


def _trench(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A dug-up road with a fence that lacks a lamp."""
    drawing.rectangle((0, 0, WIDE, 520), fill="#c8d2d8")
    drawing.rectangle((0, 240, 700, 560), fill="#9ca6ad")
    _ground(drawing, 520, "#7c7d7b")
    drawing.polygon([(560, HIGH), (900, 560), (1080, 560), (1460, HIGH)], fill="#5a4634")
    drawing.polygon([(700, HIGH), (940, 600), (1040, 600), (1300, HIGH)], fill="#3b2e22")
    for _ in range(260):
        x, y = random.randint(420, 1600), random.randint(640, 1420)
        drawing.ellipse((x, y, x + 22, y + 14), fill=random.choice(("#8f857a", "#6c6258", "#a59a8b")))
    for post in range(6):
        left = 1480 + post * 80
        drawing.rectangle((left, 640 + post * 60, left + 18, 960 + post * 70), fill="#c9832b")
        drawing.rectangle((left - 60, 700 + post * 64, left + 60, 740 + post * 64), fill="#e8e2d6")


def _kitchen(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A gas bottle beside an open flame."""
    drawing.rectangle((0, 0, WIDE, 980), fill="#e3ddd0")
    for x in range(0, WIDE, 160):
        drawing.line((x, 0, x, 980), fill="#cfc7b6", width=5)
    for y in range(0, 980, 160):
        drawing.line((0, y, WIDE, y), fill="#cfc7b6", width=5)
    _ground(drawing, 980, "#8a8175")
    drawing.rectangle((160, 620, 1080, 1180), fill="#aab1b5")
    drawing.rectangle((160, 590, 1080, 640), fill="#7d868b")
    drawing.ellipse((330, 540, 760, 610), fill="#33383b")
    for flame in range(7):
        x = 400 + flame * 46
        drawing.polygon([(x, 600), (x + 20, 530 - random.randint(0, 24)), (x + 40, 600)], fill="#3f7fd0")
    drawing.rounded_rectangle((1280, 640, 1560, 1220), 90, fill="#9aa3a8")
    drawing.rectangle((1380, 560, 1460, 650), fill="#59636a")
    drawing.arc((980, 540, 1440, 940), 180, 330, fill="#c8502f", width=22)


def _heap(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A shed with less in it than the book says."""
    drawing.rectangle((0, 0, WIDE, 900), fill="#8f989e")
    for x in range(0, WIDE, 120):
        drawing.line((x, 0, x, 900), fill="#7c868c", width=16)
    _ground(drawing, 900, "#6f6a63")
    drawing.polygon([(420, 1180), (760, 880), (980, 820), (1180, 900), (1420, 1180)], fill="#d8d6d0")
    for _ in range(320):
        x, y = random.randint(440, 1400), random.randint(1000, 1190)
        drawing.ellipse((x, y, x + 16, y + 10), fill=random.choice(("#efeee9", "#c4c1b9", "#dddad2")))
    for line in range(4):
        drawing.line((140, 420 + line * 150, 1780, 420 + line * 150), fill="#b3402e", width=6)


def _door(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A way out that is locked."""
    drawing.rectangle((0, 0, WIDE, HIGH), fill="#cfd3cf")
    _ground(drawing, 1240, "#77736b")
    drawing.rectangle((520, 180, 1400, 1260), fill="#5d6b73")
    for left in (560, 980):
        drawing.rectangle((left, 220, left + 380, 1240), fill="#93a3ab")
        drawing.rectangle((left + 70, 320, left + 310, 640), fill="#c9d8de")
    drawing.rectangle((700, 60, 1220, 160), fill="#1d7a4c")
    drawing.rectangle((740, 90, 1180, 130), fill="#e7f3ec")
    for link in range(9):
        x = 820 + link * 34
        drawing.ellipse((x, 800 + link % 2 * 12, x + 46, 832 + link % 2 * 12), outline="#3a3f42", width=10)
    drawing.rounded_rectangle((930, 830, 1010, 930), 12, fill="#b98a2e")
    drawing.arc((940, 780, 1000, 870), 180, 360, fill="#5b5f62", width=14)
    drawing.line((1500, 1240 + random.randint(0, 8), 1760, 1240), fill="#5b554d", width=10)


def _board(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A notice board on a wall; what it says cannot be read."""
    drawing.rectangle((0, 0, WIDE, HIGH), fill="#c9bfae")
    for y in range(0, HIGH, 90):
        drawing.line((0, y, WIDE, y), fill="#b5aa97", width=6)
    for place in range(3):
        left = 140 + place * 580
        drawing.rectangle((left, 280, left + 480, 1000), fill="#f4f2ec", outline="#2c5a86", width=18)
        drawing.rectangle((left, 280, left + 480, 390), fill="#2c5a86")
        for line in range(8):
            end = left + 400 - random.randint(0, 170)
            drawing.rectangle((left + 50, 450 + line * 62, end, 468 + line * 62), fill="#8d9296")
    _ground(drawing, 1200, "#857b6c")


def _pump(drawing: ImageDraw.ImageDraw, random: Random) -> None:
    """A pump that stands still among pipes."""
    drawing.rectangle((0, 0, WIDE, 1040), fill="#b8c0c3")
    _ground(drawing, 1040, "#6d7275")
    for pipe, colour in ((260, "#a8483a"), (420, "#3f6f95"), (600, "#a8483a")):
        drawing.rectangle((0, pipe, WIDE, pipe + 80), fill=colour)
        for joint in range(180, WIDE, 520):
            drawing.rectangle((joint, pipe - 22, joint + 46, pipe + 102), fill="#50585d")
    drawing.rounded_rectangle((520, 820, 1160, 1120), 120, fill="#2f5f57")
    drawing.ellipse((1080, 780, 1460, 1160), fill="#3d766c")
    drawing.ellipse((1190, 890, 1350, 1050), fill="#26463f")
    drawing.rectangle((700, 680, 820, 830), fill="#50585d")
    drawing.ellipse((1560, 240, 1800, 480), fill="#f1f0ea", outline="#40484c", width=16)
    needle = random.randint(-40, 20)
    drawing.line((1680, 360, 1620, 400 + needle), fill="#b3402e", width=12)


#: Which word of the facts calls for which picture; the first that fits.
SCENES: dict[str, Scene] = {
    "空鼓": _wall, "沟槽": _trench, "路面": _trench, "疏散门": _door, "热水器": _kitchen,
    "液化气瓶": _kitchen, "融雪剂": _heap, "煤场": _heap, "制度牌": _board, "公示牌": _board, "循环泵": _pump,
}  # fmt: skip
