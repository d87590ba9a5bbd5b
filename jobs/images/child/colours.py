"""Colour profiles: converts pictures to RGB."""

from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import Image


def colours(
    image: Image.Image, profile: bytes, *, keep_profile: bool
) -> tuple[Image.Image, bytes | None]:
    """The picture as RGB or RGBA, and its profile if that was kept.

    A readable profile for RGB can be kept; otherwise colours are converted to sRGB.
    """
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        from PIL import ImageCms  # imported here, as it is slow and rarely needed

        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if keep_profile and image.mode == mode and _is_for_rgb(source):
                return image, profile
            srgb = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
            return changed or image, None
    return image.convert(mode), None


def _is_for_rgb(profile: Any) -> bool:
    return bool(profile.profile.xcolor_space == "RGB ")
