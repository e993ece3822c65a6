"""A photograph as it was sent in; a small, upright JPEG without a word about where, when or by what it was taken out.

Pure. Bounds stand before the decoder: a file may be small and its picture enormous.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kernel.refusal import Refused

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 1600, 320
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
# What phones write that we cannot read: the brand stands behind `ftyp` in the first box of the file.
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error, zlib.error, Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)  # fmt: skip


class NotAPhoto(Refused):
    """The file cannot be kept as a photograph."""


@dataclass(frozen=True)
class Picture:
    """A JPEG with no metadata and a small one of the same, with the size of the large one in pixels."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def read(content: bytes) -> Picture:
    """The bytes of a JPEG, PNG or WebP in; the picture at most 1600 pixels long, turned upright, out.

    Refuses other kinds, what is larger than 10 MB or 50 million pixels, and what is damaged.
    """
    if len(content) > LARGEST:
        raise NotAPhoto(_("This photograph is larger than 10 MB: take it in a smaller size."))
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise NotAPhoto(
            _("HEIC photographs cannot be read here: set the camera to JPEG (“most compatible”), or send it as JPEG.")
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _reencoded(content)
    except UnidentifiedImageError as error:
        raise NotAPhoto(_("Only photographs can be sent here: JPEG, PNG or WebP.")) from error
    except BROKEN as error:
        raise NotAPhoto(
            _("This photograph is damaged or too large to open: take it again in a smaller size.")
        ) from error


def _reencoded(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise NotAPhoto(_("This photograph has more than 50 million pixels: take it in a smaller size."))
        sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(sent)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = _pixels_only(upright)
    small = clean.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(_jpeg(clean), _jpeg(small), clean.width, clean.height)


def _pixels_only(image: Image.Image) -> Image.Image:
    """The pixels on white, and nothing else: what was read along with a picture is written along with it otherwise."""
    clean = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()
