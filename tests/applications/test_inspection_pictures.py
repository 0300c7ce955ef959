"""A picture is read to its end, and stored without what the camera wrote into it."""

import io
import random
import struct
import time
import zlib

import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

from applications.inspection import here

SECRET = "45 deg 30 min north"


def noise(size=(1200, 900), mode="RGB"):
    return Image.effect_noise(size, 60).convert(mode)


def jpeg(picture=None, **options):
    written = io.BytesIO()
    (picture or noise()).save(written, "JPEG", **options)
    return written.getvalue()


def png(picture=None, **options):
    written = io.BytesIO()
    (picture or noise()).save(written, "PNG", **options)
    return written.getvalue()


def heic(picture=None, **options):
    written = io.BytesIO()
    pillow_heif.from_pillow(picture or noise()).save(written, **options)
    return written.getvalue()


def camera_notes(orientation=1):
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = SECRET
    notes.get_ifd(0x8825)[1] = "N"
    return notes


def bomb(width, height):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def codes(content, name="file"):
    inspection, copy = here.examine(content, name)
    assert (copy is None) is bool(inspection.problems)
    return [problem.code for problem in inspection.problems]


@pytest.mark.parametrize(
    ("content", "name", "kind", "stored"),
    [
        (jpeg(), "passport.JPG", "jpeg", "jpeg"),
        (png(), "passport.png", "png", "png"),
        (heic(), "IMG_0001.HEIC", "heic", "jpeg"),
        (jpeg(noise(mode="L")), "grey.jpeg", "jpeg", "jpeg"),
        (jpeg(noise(mode="CMYK")), "print.jpg", "jpeg", "jpeg"),
        (png(noise(mode="RGBA")), "clear.png", "png", "png"),
        (png(noise(mode="P")), "few colours.png", "png", "png"),
    ],
)
def test_a_picture_is_accepted_and_drawn_anew(content, name, kind, stored):
    inspection, copy = here.examine(content, name)

    assert (inspection.kind, inspection.problems, inspection.advice) == (kind, (), ())
    assert (inspection.pages, inspection.width, inspection.height) == (1, 1200, 900)
    assert copy.kind == stored
    with Image.open(io.BytesIO(copy.content)) as again:
        assert again.format.lower() == stored
        assert again.size == (1200, 900)


@pytest.mark.parametrize(
    "content",
    [
        jpeg(exif=camera_notes(), comment=SECRET.encode(), icc_profile=SECRET.encode()),
        png(exif=camera_notes(), pnginfo=(notes := PngImagePlugin.PngInfo()), icc_profile=SECRET.encode()),
        heic(exif=camera_notes().tobytes()),
        jpeg() + SECRET.encode(),
    ],
    ids=["jpeg", "png", "heic", "behind the end"],
)
def test_what_the_camera_wrote_is_not_stored(content):
    _, copy = here.examine(content, "file")

    with Image.open(io.BytesIO(copy.content)) as again:
        assert not again.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(again.info)
    assert SECRET.encode() not in copy.content


def test_a_text_in_a_png_is_not_stored():
    notes.add_text("Location", SECRET)

    _, copy = here.examine(png(pnginfo=notes), "file.png")

    assert SECRET.encode() not in copy.content


def test_a_picture_on_its_side_is_stored_upright():
    upright = Image.new("RGB", (1200, 900), "white")
    upright.paste("black", (0, 0, 1200, 450))

    inspection, copy = here.examine(jpeg(upright, exif=camera_notes(orientation=6)), "file.jpg")

    assert (inspection.width, inspection.height) == (900, 1200)
    with Image.open(io.BytesIO(copy.content)) as again:
        assert again.size == (900, 1200)
        assert again.getpixel((890, 600))[0] < 50  # what was on top is now on the right
        assert again.getpixel((10, 600))[0] > 200


def test_a_large_picture_is_brought_down():
    inspection, copy = here.examine(jpeg(Image.linear_gradient("L").resize((8000, 6000))), "file.jpg")

    assert (inspection.problems, inspection.width, inspection.height) == ((), 8000, 6000)
    with Image.open(io.BytesIO(copy.content)) as again:
        assert again.size == (4000, 3000)


@pytest.mark.parametrize("size", [(20_000, 20_000), (50_000, 10), (8_000, 8_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    content = bomb(*size)
    began = time.monotonic()

    assert codes(content, "file.png") == ["too_many_pixels"]
    assert time.monotonic() - began < 1


def test_a_moving_png_is_refused():
    content = png(noise((50, 50)), save_all=True, append_images=[noise((50, 50)), noise((50, 50))])

    assert codes(content) == ["moving_picture"]


def test_a_gif_is_refused_whether_it_moves_or_not():
    written = io.BytesIO()
    noise((20, 20)).save(written, "GIF", save_all=True, append_images=[noise((20, 20)) for _ in range(60)])

    assert codes(written.getvalue(), "file.gif") == ["kind_not_accepted"]
    assert codes(written.getvalue(), "file.png") == ["kind_not_accepted"]


@pytest.mark.parametrize("content", [jpeg(), png(), heic()], ids=["jpeg", "png", "heic"])
def test_a_picture_that_breaks_off_is_refused(content):
    assert codes(content[: len(content) // 2]) == ["picture_damaged"]


@pytest.mark.parametrize(
    ("picture", "portrait", "advice"),
    [
        (noise((400, 600)), True, ["small_portrait"]),
        (noise((420, 540)), True, []),
        (noise((800, 600)), False, ["small_page"]),
        (noise((1000, 700)), False, []),
        (Image.new("RGB", (1200, 900), "white"), False, ["blank"]),
    ],
)
def test_a_poor_picture_is_kept_with_advice(picture, portrait, advice):
    inspection, copy = here.examine(png(picture), "file.png", portrait=portrait)

    assert copy is not None
    assert [one.code for one in inspection.advice] == advice


@pytest.mark.parametrize("make", [jpeg, png, heic])
def test_a_damaged_picture_never_raises(make):
    whole, chance = make(noise((64, 64))), random.Random(7)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(12):
            content[chance.randrange(len(content))] = chance.randrange(256)
        here.examine(bytes(content), "file")
