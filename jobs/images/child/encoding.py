"""Encodes pictures, without metadata."""

from io import BytesIO
from typing import Any

from PIL import Image

from jobs.images.child.process import Row


def on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def size_of(image: Image.Image) -> Row:
    return {"width": image.width, "height": image.height}


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    # By default Pillow's encoders write the comments, profiles and so on found here.
    image.info = {}
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
