"""Pictures that tests draw, and what cameras and villains write beside them."""

import io
from itertools import count

from PIL import Image, ImageCms, PngImagePlugin

SECRET = b"SecretCamera"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SEE_UPRIGHT = 6  # the camera was held on its side
_number = count(1)


def drawn(kind="PNG", *, size=(160, 90), color="purple", mode="RGB", **options):
    """The content of a picture, no two the same: each carries a number of its own."""
    if kind == "PNG":
        options.setdefault("pnginfo", _numbered(PngImagePlugin.PngInfo()))
    elif kind == "JPEG":
        options.setdefault("comment", f"number {next(_number)}")
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, kind, **options)
    return written.getvalue()


def _numbered(info):
    info.add_text("Number", str(next(_number)))
    return info


def taken_somewhere(kind, *, size=(160, 90), orientation=1):
    """A picture with the place where it was taken, in each way in which its kind can tell it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    options = {"exif": exif.tobytes(), "icc_profile": SRGB}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"].add_text("Comment", SECRET.decode(), zip=False)
    else:
        options["xmp"] = xmp
    if kind == "JPEG":
        options |= {"comment": SECRET, "quality": 70}
    content = drawn(kind, size=size, **options)
    assert content.count(SECRET) >= 2
    return content
