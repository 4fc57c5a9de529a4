"""Small files of all kinds, made in memory."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import typst
from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = {1: "N", 2: (35.0, 41.0, 0.0), 3: "E", 4: (115.0, 0.0, 0.0)}


def pdf(pages: int = 1, **saving: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return _saved(document, **saving)


def printed_pdf(*paragraphs: str) -> bytes:
    """A page with words on it, with an embedded font."""
    source = '#set text(font: ("Noto Sans CJK SC", "Libertinus Serif"))\n' + "\n\n".join(paragraphs)
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def drawn_pdf(content: bytes, table: bytes = b"") -> bytes:
    """One page that is drawn by these operators; ``table`` is what its font /F1 says of its letters."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.obj.Contents = document.make_stream(content)
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0)
    if table:
        font.ToUnicode = document.make_stream(table)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    return _saved(document, compress_streams=True)


def bombs() -> dict[str, bytes]:
    """Small PDFs that unfold to far more than any page needs."""
    full_ranges = b"beginbfrange" + b"<0000><FFFF><0041>" * 2000 + b"endbfrange"
    return {
        "letters": drawn_pdf(b"BT /F1 12 Tf (a) Tj ET", full_ranges),
        "operators": drawn_pdf(b"BT /F1 12 Tf " + b"(a) Tj " * 3_000_000),
        "content": drawn_pdf(b" " * 400_000_000),
    }


def two_in_one() -> bytes:
    """A photograph with a second picture in the same file, as telephones write it."""
    out = BytesIO()
    first, second = (Image.new("RGB", (60, 40), colour) for colour in ("teal", "navy"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def locked_pdf() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", user="user"))


def restricted_pdf() -> bytes:
    """Opens without a password but forbids things."""
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=""))


def jpeg(size: tuple[int, int] = (60, 40), orientation: int = 6) -> bytes:
    """A photograph as a telephone writes it: turned, with place, device and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825).update(PLACE)
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif, comment=b"taken at the office", quality=83)
    return out.getvalue()


def png(size: tuple[int, int] = (60, 40)) -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "somebody")
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def _saved(document: pikepdf.Pdf, **saving: object) -> bytes:
    out = BytesIO()
    document.save(out, deterministic_id="encryption" not in saving, **saving)  # type: ignore[arg-type]
    return out.getvalue()
