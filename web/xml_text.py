"""Text that an XML document may hold."""

import re

# All but Char of https://www.w3.org/TR/xml/#charsets: no escape makes these fit.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Without what XML 1.0 forbids; escaping is the template's."""
    return UNFIT.sub("", text)
