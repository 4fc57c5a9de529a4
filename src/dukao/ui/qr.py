"""QR codes as part of a page: no image request, and sharp on paper."""

from __future__ import annotations

from io import BytesIO

import segno
from markupsafe import Markup, escape


def qr_drawing(text: str) -> bytes:
    """The text as an SVG file, for what is set on paper; the paper around it gives it its width."""
    drawn = BytesIO()
    segno.make(text, micro=False, error="m").save(drawn, kind="svg", omitsize=True, border=0)
    return drawn.getvalue()


def qr_svg(text: str, title: str) -> Markup:
    """The text as an SVG that takes the width its place gives it; readers hear ``title``."""
    drawing = segno.make(text, micro=False, error="m").svg_inline(
        omitsize=True, border=2, svgclass="dk-qr", lineclass=None
    )
    return Markup(drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1))  # noqa: S704 - our own drawing
