"""A doubt about a subject, with its evidence; a person confirms it or does not."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Verdict(StrEnum):
    """Three-valued, as in SQL; ``BROKEN`` is a rule that could not run."""

    FOUND = "疑点"
    MISSING = "缺数据"
    BROKEN = "规则出错"


GONE = "消失"  # of a finding of last month that this month no longer has
STOCK = "存量"  # of a finding the books had when they were opened; until a set month it opens no matter


class Severity(StrEnum):
    """How heavy a finding is; the order is error, doubt, hint."""

    ERROR = "error"
    DOUBT = "doubt"
    HINT = "hint"


@dataclass(frozen=True)
class Finding:
    """One rule's word on one subject.

    ``evidence`` are the fields that led to it, named and in the rule's order; never personal data. ``number`` is its
    identity: the same rule, subject and evidence give the same number in every month and on every machine.
    """

    rule: str
    subject: str
    verdict: Verdict
    severity: Severity
    title: str = ""
    what: str = ""
    do: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    village: str = ""
    audience: str = "clerk"
    status: str = "draft"
    duty: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over the evidence, hexadecimal."""
        text = json.dumps(self.evidence, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    @cached_property
    def number(self) -> str:
        text = f"{self.rule}\n{self.subject}\n{self.verdict}\n{self.digest}"
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:10]


def standing(followed: Iterable[tuple[Finding, str]]) -> list[Finding]:
    """The findings there are, of a list that also holds those that are gone."""
    return [finding for finding, follow in followed if follow != GONE]


def leading(followed: Iterable[tuple[Finding, str]]) -> list[tuple[Finding, str]]:
    """What matters first: red and yellow doubts, then what is still to be done, missing facts, and what is gone.

    Within each the order is kept.
    """

    def weight(pair: tuple[Finding, str]) -> tuple[bool, bool, bool]:
        found, follow = pair
        return follow == GONE, found.verdict is Verdict.MISSING, found.severity is Severity.HINT

    return sorted(followed, key=weight)
