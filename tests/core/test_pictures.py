"""A picture is sent as it looks, without what a camera or a program wrote beside it."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import settings as case
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin

from core import pictures
from core.media import NotMedia
from tests.conftest import examples

WORDS = b"13812345678"


def drawn(kind, size=(60, 40), **values) -> bytes:
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, kind, **values)
    return buffer.getvalue()


def exif(orientation=1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010E], made[0x8825] = orientation, WORDS.decode(), {1: "N", 2: (31.0, 13.0, 49.0)}
    return made


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunk(kind, content):
    whole = drawn("PNG")
    return whole[:33] + chunk(kind, content) + whole[33:]  # after IHDR


def test_a_photograph_keeps_its_looks_and_loses_what_stands_beside_it():
    data = drawn("JPEG", quality=83, exif=exif(), comment=WORDS) + WORDS
    bare, size = pictures.bare(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(bare))
    assert size == (60, 40) and WORDS not in bare and not after.getexif()
    assert after.quantization == before.quantization
    assert max(abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)) <= 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_that_was_held_upright_stays_so(kind):
    bare, size = pictures.bare(drawn(kind, exif=exif(orientation=6)))
    assert (
        size == (40, 60) == Image.open(io.BytesIO(bare)).size and not Image.open(io.BytesIO(bare)).getexif()
    )


def test_of_several_pictures_in_one_file_the_first_is_kept():
    second = Image.new("RGB", (60, 40), "red")
    bare, _ = pictures.bare(drawn("MPO", save_all=True, append_images=[second]))
    assert Image.open(io.BytesIO(bare)).format == "JPEG" and bare.count(b"\xff\xd8\xff") == 1


def test_a_drawing_keeps_every_pixel_and_loses_its_texts():
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", WORDS.decode())
    said.add_itxt("XML:com.adobe.xmp", WORDS.decode())
    data = drawn("PNG", pnginfo=said, exif=exif()) + WORDS
    bare, _ = pictures.bare(data)
    assert WORDS not in bare and not Image.open(io.BytesIO(bare)).info
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


BOMB = zlib.compress(b"\0" * (5 << 20), 9)
BOMBS = {b"zTXt": b"a\0\0" + BOMB, b"iTXt": b"a\0\1\0\0\0" + BOMB}


@pytest.mark.parametrize(
    "data",
    [
        *(with_chunk(kind, content) for kind, content in BOMBS.items()), drawn("PNG")[:-30], drawn("JPEG")[:300], b"",
        drawn("PNG")[:16] + struct.pack(">II", 60_000, 60_000) + drawn("PNG")[24:],
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(data, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    with pytest.raises(NotMedia, match="图片"):
        pictures.bare(data)


@pytest.mark.parametrize("bomb", [b"zTXt", b"iTXt"])
def test_what_swells_is_left_out_where_another_library_told_pillow_to_overlook_it(bomb, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # WeasyPrint does, for the whole process
    bare, _ = pictures.bare(with_chunk(bomb, BOMBS[bomb]))
    assert not Image.open(io.BytesIO(bare)).info
    with pytest.raises(NotMedia):
        pictures.bare(drawn("PNG")[:-30])


@case(max_examples=examples(200))
@given(kind=st.sampled_from(["PNG", "JPEG"]), at=st.floats(0, 1), noise=st.binary(min_size=1, max_size=12))
def test_no_bytes_break_it(kind, at, noise):
    data = drawn(kind, size=(8, 8))
    place = int(at * len(data))
    try:
        pictures.bare(data[:place] + noise + data[place + len(noise) :])
    except NotMedia as refusal:
        assert "图片" in str(refusal)
