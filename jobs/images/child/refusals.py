"""Why a picture is refused, in sentences for the editor."""

NOT_A_PICTURE = (
    "This file is not a picture we can read: use JPEG, PNG, WebP, AVIF or HEIC."
)
SVG = (
    "SVG drawings are not supported, because they may contain scripts: "
    "export the drawing as PNG and upload that."
)
GIF = (
    "GIF pictures are not supported: save one frame of it as PNG and upload that, "
    "or put the animation into the story as a video."
)
TOO_MANY = "This picture has more than {} megapixels: make it smaller and try again."
TOO_MANY_OF = (
    "This picture is {} × {} pixels; the limit for {} is {} megapixels: "
    "make it smaller, or save it as an ordinary JPEG, and try again."
)
MOVING = (
    "This picture is animated, and only still ones are supported: "
    "save one frame of it and upload that."
)
TOO_MUCH_MEMORY = (
    "This picture needs too much memory to read: make it smaller and try again."
)
DAMAGED = "This picture is damaged or cut short: save it again as JPEG and try again."
