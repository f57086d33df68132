"""Patterns a schema may ask of a text: an anchored ASCII subset of RE2.

RE2 runs in time linear in the text whatever the pattern, so a hostile schema cannot hang the reader; the subset means
the same in DuckDB (RE2 as well), in Arrow and in JSON Schema.
"""

import pyarrow as pa

from wfx.values import compute as pc

_LONGEST = 200
_ESCAPABLE = frozenset("dws.-/\\()[]{}+*?|^$")


def matches(pattern: str, text: str) -> bool:
    """Whether the text has the form. The pattern has passed ``pattern_fault``."""
    return bool(pc.match_substring_regex(pa.scalar(text, pa.string()), pattern=pattern).as_py())


def pattern_fault(pattern: str) -> str:
    """Why the pattern is outside the subset, or an empty string."""
    if len(pattern) > _LONGEST:
        return "long"
    if not pattern.isascii() or not pattern.isprintable():
        return "not-ascii"
    body = pattern[1:-1]
    if not pattern.startswith("^") or not pattern.endswith("$") or (len(body) - len(body.rstrip("\\"))) % 2:
        return "not-anchored"
    return _body_fault(body) or _does_not_compile(pattern)


def _does_not_compile(pattern: str) -> str:
    try:
        matches(pattern, "")
    except pa.ArrowInvalid:
        return "not-re2"
    return ""


def _body_fault(body: str) -> str:
    depth = at = 0
    while at < len(body):
        sign = body[at]
        if sign == "\\":
            if body[at + 1] not in _ESCAPABLE:
                return "escape"
            at += 1
        elif sign == "[":
            at = _class_end(body, at)
            if at < 0:
                return "class"
        elif sign == "(":
            if body[at + 1 : at + 2] == "?" and body[at + 1 : at + 3] != "?:":
                return "group"
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign in "^$" or (sign == "|" and depth == 0):
            # either would let a text through that fits only in part
            return "not-anchored"
        at += 1
    return ""


def _class_end(body: str, start: int) -> int:
    """Where the bracket closes, or -1; no bracket within, so no POSIX classes."""
    at = start + 2 if body[start + 1 : start + 2] == "^" else start + 1
    first = at
    while at < len(body) and (body[at] != "]" or at == first):
        if body[at] == "[" or body[at] == "]":
            return -1
        if body[at] == "\\":
            at += 1
            if body[at : at + 1] not in _ESCAPABLE or at >= len(body):
                return -1
        at += 1
    return at if at < len(body) else -1
