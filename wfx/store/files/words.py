"""Text that may stand in an entry: the books' rule for kept text (``wfx.values.text``) and a place for it."""

import unicodedata

from wfx.values.errors import BadText
from wfx.values.personal import mask_text
from wfx.values.text import text_fault

LINE_LIMIT = 500
BODY_LIMIT = 100_000
_RESERVED = "Wfx-"


def line_fault(text: str) -> str:
    """What keeps this from being one line of an entry, or an empty string."""
    if not text or len(text) > LINE_LIMIT:
        return "length"
    if text != text.strip():
        return "space"
    return text_fault(text) or ""


def body_fault(text: str) -> str:
    """What keeps this from being an entry's body (empty is fine), or an empty string.

    No blank line at either end, no trailing space, and no line that could be taken for a trailer.
    """
    if not text:
        return ""
    if len(text) > BODY_LIMIT:
        return "length"
    lines = text.split("\n")
    if not lines[0] or not lines[-1] or any(line != line.rstrip() for line in lines):
        return "space"
    if any(line.startswith(_RESERVED) for line in lines):
        return "reserved"
    return next((fault for fault in map(text_fault, lines) if fault), "")


def tidy_line(text: str, field: str) -> str:
    """A person's words as one line: normal form C, spaces at the ends dropped. Errors: ``BadText``."""
    tidy = unicodedata.normalize("NFC", text).strip()
    if tidy and (fault := line_fault(tidy)):
        raise BadText(field, shown=mask_text(tidy), fault=fault)
    return tidy


def tidy_body(text: str) -> str:
    """A person's words as a body: normal form C, line feeds, no trailing space. Errors: ``BadText``."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tidy = "\n".join(line.rstrip() for line in lines).strip("\n")
    if fault := body_fault(tidy):
        raise BadText("body", shown=mask_text(tidy), fault=fault)
    return tidy
