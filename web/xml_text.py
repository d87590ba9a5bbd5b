"""Removes characters that XML cannot contain."""

import re

# Everything outside Char (https://www.w3.org/TR/xml/#charsets): escaping does not help.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without characters XML 1.0 forbids; templates do the escaping."""
    return UNFIT.sub("", text)
