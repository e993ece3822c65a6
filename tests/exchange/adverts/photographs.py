"""Photographs for tests, with everything in them that must not come out again."""

import io
from typing import Any

from PIL import Image

MARKER = b"GPS-NYIREGYHAZA-47.95-21.71"
GPS, MODEL, ORIENTATION, COMMENT = 0x8825, 0x0110, 0x0112, 0x9286


def photo(
    kind: str = "JPEG", *, size: tuple[int, int] = (400, 300), mode: str = "RGB", orientation: int = 1, **told: Any
) -> bytes:
    """A picture, red on its left half and blue on its right."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    written = io.BytesIO()
    image.save(written, kind, exif=exif, **told)
    return written.getvalue()


def telling_photo() -> bytes:
    """A JPEG that says where and by what it was taken, in every way that a JPEG can."""
    image = Image.new("RGB", (400, 300), "blue")
    exif = Image.Exif()
    exif[MODEL] = MARKER.decode()
    gps = exif.get_ifd(GPS)
    gps[1], gps[2], gps[29] = "N", (47.0, 57.0, 11.0), MARKER.decode()
    written = io.BytesIO()
    image.save(
        written, "JPEG", exif=exif, comment=MARKER, xmp=b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>", icc_profile=MARKER
    )
    return written.getvalue()
