"""Labels picture credits: "Top photo credit: …"."""

import re

from models.pictures.picture import Picture

OWN_LABEL = re.compile(
    r"\s*(?P<label>(?:top )?(?:photo|image|picture|illustration)(?: credit)?):\s*"
    r"(?P<name>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
PHOTO = re.compile(r"\bphoto", re.IGNORECASE)


def credit_of(picture: Picture, is_top: object) -> tuple[str, str]:
    """The label and the name. A label that the credit already has is not repeated."""
    kind = "photo" if PHOTO.search(picture.credit) else "image"
    own = OWN_LABEL.fullmatch(picture.credit)
    name = own["name"] if own else picture.credit
    if own and (not is_top or own["label"].lower().startswith("top ")):
        return own["label"], name
    return (f"Top {kind} credit" if is_top else f"{kind.capitalize()} credit"), name
