"""Pictures before anybody sends them to readers: what can be seen stays, what a camera or a program wrote beside it goes.

EXIF (where, when and with what a photograph was taken), comments, texts and whatever hangs behind the end of the file
are left out; the colour profile stays, colours would change without it.
"""

import io

from PIL import Image, ImageOps, JpegImagePlugin

from core.media import NotMedia

KINDS = ("PNG", "JPEG")
MOST_PIXELS = 40_000_000
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, Image.DecompressionBombError)


def bare(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """A PNG or JPEG → the same picture, upright, without anything beside it, and (width, height). NotMedia where it
    cannot be drawn."""
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as picture:
            picture.verify()  # whole to the end, whatever other libraries tell Pillow to overlook
        return _drawn(data)
    except NotMedia:  # a ValueError too
        raise
    except BROKEN as broken:  # ValueError: texts that swell without end
        raise NotMedia("图片已损坏，打不开，请重新导出后再上传。") from broken


def _drawn(data):
    with Image.open(io.BytesIO(data), formats=KINDS) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise NotMedia("图片的像素太多，请缩小后再上传。")
        kind, keeping = (
            "PNG" if picture.format == "PNG" else "JPEG",
            _keeping(picture),
        )  # MPO: of several, the first
        upright = ImageOps.exif_transpose(picture)
    buffer = io.BytesIO()
    upright.save(buffer, kind, **keeping)
    return buffer.getvalue(), upright.size


def _keeping(picture) -> dict:
    """What the new file has of the old one: its colours and, of a JPEG, the tables that its quality follows from."""
    kept = {"icc_profile": picture.info.get("icc_profile"), "exif": b""}
    if picture.format == "PNG":
        return kept
    sampling = JpegImagePlugin.get_sampling(picture)
    return kept | {"qtables": picture.quantization, "subsampling": sampling, "comment": b"", "optimize": True}
