"""Plain text as it is kept: composed, without control characters and without direction overrides."""

import re
import unicodedata

# Controls, and the marks that reorder or hide what stands around them; tabs and line ends are white space.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)

# XML 1.0 knows no other characters, not even as references.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_controls(text):
    """``text`` without control, zero-width and bidirectional formatting characters, composed (NFC)."""
    text = str(text).encode("utf-8", "replace").decode("utf-8")  # lone surrogates become question marks
    return unicodedata.normalize("NFC", _HARMFUL.sub("", text))


def one_line(text):
    """``without_controls``, with every run of white space as one space: a headline, a name."""
    return " ".join(without_controls(text).split())


def for_xml(text):
    """``text`` without the characters that no XML document may have."""
    return _NO_XML.sub("", text)
