"""Opens a picture, and makes the copy that is stored."""

from __future__ import annotations

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps

from applications.inspection.found import Cleaned, Problem, Unusable
from applications.inspection.limits import LONGEST_SIDE, MOST_PIXELS, PORTRAIT, READABLE_SIDE, STORED_SIDE

_FORMATS = {"jpeg": ("JPEG",), "png": ("PNG",), "heic": ("HEIF",)}
_TURNED_ON_ITS_SIDE = (5, 6, 7, 8)
_ORIENTATION = 0x0112
_QUALITY = 90
_FAINTEST = 8  # of 255: less difference than this between the lightest and the darkest place is a blank page

# One thread and nothing but the picture itself: bursts, depth and thumbnails of a phone are left where they are.
pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def looked_at(content: bytes, kind: str, *, portrait: bool) -> tuple[int, int, tuple[Problem, ...], Cleaned]:
    """
    A picture's width and height as it is meant to be seen, what could be better, and the copy to store.

    The copy is drawn anew from the pixels, so that place, camera, comments and whatever was hidden behind stay out.

    :param portrait: it is to be a photo of the person, not of a page
    :raises Unusable: when it is too large, moves, or cannot be read to its end
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities in what a camera wrote, which is not stored anyway
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as picture:
                width, height = _checked_size(picture)
                if kind == "png" and getattr(picture, "n_frames", 1) > 1:
                    raise Unusable("moving_picture")
                upright = _upright(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unusable("too_many_pixels", limit=MOST_PIXELS // 1_000_000) from bomb
    except (Unusable, MemoryError):
        raise
    except Exception as damaged:
        # Whatever else a decoder stumbles over in a stranger's file is the file's fault; Pillow raises a dozen kinds.
        raise Unusable("picture_damaged") from damaged
    advice = tuple(_advice(upright, width, height, portrait))
    return width, height, advice, _copy(upright, "png" if kind == "png" else "jpeg")


def _checked_size(picture: Image.Image) -> tuple[int, int]:
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unusable("too_many_pixels", limit=MOST_PIXELS // 1_000_000)
    if picture.getexif().get(_ORIENTATION) in _TURNED_ON_ITS_SIDE:
        return height, width
    return width, height


def _upright(picture: Image.Image) -> Image.Image:
    # A JPEG is decoded at a fraction of its size where it would be brought down anyway.
    picture.draft("RGB", (STORED_SIDE, STORED_SIDE))
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((STORED_SIDE, STORED_SIDE))
    has_transparency = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if picture.mode not in ("L", "RGB") or has_transparency:
        picture = _on_white(picture.convert("RGBA")) if has_transparency else picture.convert("RGB")
    drawn = picture.copy()
    drawn.info.clear()
    return drawn


def _on_white(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _copy(picture: Image.Image, kind: str) -> Cleaned:
    written = io.BytesIO()
    if kind == "png":
        picture.save(written, "PNG")
    else:
        picture.save(written, "JPEG", quality=_QUALITY)
    return Cleaned(written.getvalue(), kind)


def _advice(picture: Image.Image, width: int, height: int, portrait: bool) -> list[Problem]:
    advice = []
    if portrait and (width < PORTRAIT[0] or height < PORTRAIT[1]):
        sizes = {"width": width, "height": height, "least_width": PORTRAIT[0], "least_height": PORTRAIT[1]}
        advice.append(Problem("small_portrait", sizes))
    elif not portrait and max(width, height) < READABLE_SIDE:
        advice.append(Problem("small_page", {"width": width, "height": height, "least": READABLE_SIDE}))
    small = picture.convert("L")
    small.thumbnail((256, 256))
    darkest, lightest = small.getextrema()
    if lightest - darkest < _FAINTEST:
        advice.append(Problem("blank"))
    return advice
