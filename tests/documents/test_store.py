"""What is stored, what is refused, and with which words."""

from __future__ import annotations

import os
import subprocess
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from PIL import Image
from pytest_django import Settings

from dukao.documents import storage
from dukao.documents.models import StoredFile
from dukao.documents.services import store_file
from dukao.kernel.errors import DomainError
from tests.conftest import NOW
from tests.documents import samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIMIT = 5 * 1024 * 1024


def store(name: str, content: bytes, limit: int = LIMIT) -> StoredFile:
    return store_file(name=name, content=BytesIO(content), max_bytes=limit, at=NOW)


def test_a_pdf_is_kept_byte_for_byte_with_its_pages() -> None:
    content = samples.pdf(3)
    file = store("验收单.pdf", content)
    assert (file.media_type, file.pages, file.size) == ("application/pdf", 3, len(content))
    assert storage.read(file.digest) == content
    assert storage.path_of(file.digest).parts[-3:] == (file.digest[:2], file.digest[2:4], file.digest)


def test_the_same_content_is_stored_once() -> None:
    first, second = store("甲.pdf", samples.pdf()), store("乙.pdf", samples.pdf())
    assert first == second
    assert StoredFile.objects.count() == 1


def test_content_decides_not_the_name() -> None:
    assert store("其实是图片.pdf", samples.png()).media_type == "image/png"


def test_a_photograph_loses_its_traces_and_stays_the_way_up() -> None:
    content = samples.jpeg(orientation=6)
    assert b"Telephone" in content
    assert b"taken at" in content
    kept = storage.read(store("照片.jpg", content).digest)
    with Image.open(BytesIO(kept)) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}
        assert not picture.getexif().get_ifd(0x8825)
    assert b"Telephone" not in kept
    assert b"taken at" not in kept
    assert b"somebody" not in storage.read(store("截图.png", samples.png()).digest)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.pdf", b"", "是空的"),
        ("报告.pdf", b"MZ" + bytes(300), "内容是程序"),
        ("垃圾.pdf", os.urandom(20_000), "文件名不作数"),
        ("材料.docx", b"PK\x03\x04" + bytes(26) + b"word/document.xml" + bytes(3000), "请另存为 PDF 或图片"),
        ("动图.gif", b"GIF89a" + bytes(200), "内容是 GIF"),
        ("断了.pdf", samples.pdf(3)[:200], "已损坏"),
        ("假的.pdf", b"%PDF-1.7\nnothing here", "已损坏"),
        ("加密.pdf", samples.locked_pdf(), "请去掉密码"),
        ("限制.pdf", samples.restricted_pdf(), "请去掉密码"),
        ("半张.jpg", samples.jpeg((600, 400))[:1800], "已损坏"),
        ("半张.png", samples.png((600, 400))[:200], "已损坏"),
        ("关于××的机密材料.pdf", samples.pdf(), "涉密材料不能上传"),
        ("长卷.pdf", samples.pdf(501), "501 页"),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(name: str, content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        store(name, content)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("mark", ["机密★1年", "机 密 ★ 1 年", "密级：机密"])
def test_a_printed_mark_of_secrecy_is_seen(mark: str) -> None:
    with pytest.raises(DomainError, match="首页标有“机密”"):
        store("通知.pdf", samples.printed_pdf(mark, "关于某事的通知"))
    assert store("通知.pdf", samples.printed_pdf("关于保守国家秘密、机密文件管理的通知"))


def test_a_mark_on_a_page_behind_is_seen_too() -> None:
    pages = ("关于某事的通知", "#pagebreak()", "附件一", "#pagebreak()", "机密★10年", "附件二")
    with pytest.raises(DomainError, match="第 3 页标有“机密”"):
        store("通知.pdf", samples.printed_pdf(*pages))
    assert not StoredFile.objects.exists()
    harmless = (*pages[:4], "依照《保守国家秘密法》，附件不涉密")
    assert store("通知.pdf", samples.printed_pdf(*harmless))


def test_a_picture_that_unfolds_too_far_is_refused() -> None:
    with pytest.raises(DomainError, match="万像素"):
        store("炸弹.png", samples.png((9000, 9000)))


@pytest.mark.parametrize("kind", ["letters", "operators", "content"])
def test_a_pdf_that_unfolds_too_far_is_refused_soon(kind: str) -> None:
    content = samples.bombs()[kind]
    assert len(content) < 1024**2
    started = perf_counter()
    with pytest.raises(DomainError, match="展开后太大或太复杂，请重新导出"):
        store("炸弹.pdf", content)
    assert perf_counter() - started < 30
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("task", ["time", "memory"])
def test_what_exceeds_its_process_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, task: str) -> None:
    endless = "while True: pass" if task == "time" else "x = bytearray(2**40)"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1)); import sys; sys.stdin.read(); "
    run = subprocess.run
    monkeypatch.setattr(
        subprocess, "run",
        lambda command, **kw: run([command[0], "-c", f"{limit}\ntry:\n {endless}\nexcept MemoryError: sys.exit(11)"], **kw),
    )  # fmt: skip
    with pytest.raises(DomainError, match="展开后太大或太复杂"):
        store("炸弹.pdf", samples.pdf())


@pytest.mark.parametrize(
    "drawing", [b"BT Tf (abc) Tj ET", b"BT /F1 12 Tf Tj ET", b'BT " ET', b"BT /F1 Tf TJ '"]
)
def test_operators_without_operands_are_passed_over(drawing: bytes) -> None:
    assert store("草稿.pdf", samples.drawn_pdf(drawing)).pages == 1


def test_of_two_pictures_in_one_photograph_the_first_is_kept() -> None:
    content = samples.two_in_one()
    kept = storage.read(store("照片.jpg", content).digest)
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size, getattr(picture, "n_frames", 1)) == ("JPEG", (60, 40), 1)


def test_a_large_file_is_refused_before_it_is_read() -> None:
    class Endless:
        asked = 0

        def read(self, size: int) -> bytes:
            self.asked += size
            return bytes(size)

    endless = Endless()
    with pytest.raises(DomainError, match="超过 5 MB"):
        store_file(name="大.pdf", content=endless, max_bytes=LIMIT, at=NOW)  # type: ignore[arg-type]
    assert endless.asked == LIMIT + 1


def test_a_file_changed_on_disk_is_not_handed_out_and_is_healed_by_the_same_upload() -> None:
    content = samples.pdf(2)
    file = store("原件.pdf", content)
    storage.path_of(file.digest).write_bytes(b"something else")
    with pytest.raises(DomainError, match="与存入时不一致"):
        storage.read(file.digest)
    store("原件.pdf", content)
    assert storage.read(file.digest) == content


def test_a_failed_write_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path

    def full(*_: object) -> None:
        raise OSError("no space left")

    content = samples.pdf(4)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        store("原件.pdf", content)
    folder = storage.path_of(storage.digest_of(content)).parent
    assert not list(folder.iterdir())
    assert not StoredFile.objects.exists()
