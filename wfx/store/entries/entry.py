"""One commit as an entry: its kinds and trailers in one table, and a grammar in which reading and writing are inverse.

The rule in words, with the table, stands in ``docs/spec/entry-grammar.md``; a test holds the two together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType

from wfx.store.entries.sign import fingerprint
from wfx.store.files.words import body_fault, line_fault
from wfx.values.beijing import BEIJING
from wfx.values.errors import BadText, EntryMalformed

MAIL = "ledger.invalid"
SIZE_LIMIT = 1_000_000
GRADES = ("key", "deputy", "paper")
DECISIONS = ("agreed", "returned")


@dataclass(frozen=True)
class Kind:
    """What an entry of this kind must, may and may not hold: its own trailers, and the folders it may change.

    ``paths`` are prefixes, ``-`` before one takes it out again; ``rows`` says whether it may change records.
    """

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    rows: bool = False
    paths: tuple[str, ...] = ()

    def allows(self, path: str) -> bool:
        """Whether an entry of this kind may change that file."""
        if any(path.startswith(prefix[1:]) for prefix in self.paths if prefix.startswith("-")):
            return False
        return any(path.startswith(prefix) for prefix in self.paths)


OFFICERS_FILE = "ledgers/officers.toml"


def is_record(path: str) -> bool:
    """Whether a file of the books holds records: a ledger's, not the list of officers beside them."""
    return path.startswith("ledgers/") and path != OFFICERS_FILE


_RECORDS = ("ledgers/", f"-{OFFICERS_FILE}")
_SIGNOFF = ("Wfx-Covers", "Wfx-Role", "Wfx-Decision", "Wfx-Grade")
FACTS = ("change", "seal", "access")  # kinds of entries that may bring, alter and take away rows once the books stand
KINDS = MappingProxyType(
    {
        "genesis": Kind(may=("Wfx-For", "Wfx-Source"), rows=True, paths=("",)),
        "change": Kind(may=("Wfx-For", "Wfx-Source"), rows=True, paths=_RECORDS),
        "signoff": Kind(must=_SIGNOFF, may=("Wfx-Source", "Wfx-Deputy-For", "Wfx-Paper", "Wfx-Signatory")),
        "seal": Kind(must=("Wfx-For",), may=("Wfx-Source",), rows=True, paths=_RECORDS),
        "law": Kind(
            may=("Wfx-Source",),
            paths=(
                "wfx.toml",
                "manifest.toml",
                ".gitattributes",
                "schemas/",
                "rules/",
                "views/",
                "templates/",
                "calendar/",
            ),
        ),
        "officers": Kind(may=("Wfx-Source",), paths=(OFFICERS_FILE,)),
        "access": Kind(may=("Wfx-For", "Wfx-Source"), rows=True, paths=_RECORDS),
        "reencode": Kind(may=("Wfx-Source",), rows=True, paths=_RECORDS),
    }
)
FRAME = ("Wfx-Entry", "Wfx-Seq", "Wfx-Actor")
CLOSE = ("Wfx-Root", "Wfx-Machine", "Wfx-Tool")
ORDER = (*FRAME, "Wfx-For", "Wfx-Source", *_SIGNOFF, "Wfx-Deputy-For", "Wfx-Paper", "Wfx-Signatory", "Wfx-Rows", *CLOSE)

_NUMBER = "(?:[1-9][0-9]{0,8})"
_ROOT = "sha256:[0-9a-f]{64}"
_OFFICER = "[a-z][a-z0-9-]{1,31}"
_DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?"
_COUNT = "(?:0|[1-9][0-9]{0,11})"
_FORMS = {
    "Wfx-Seq": _NUMBER,
    "Wfx-Actor": _OFFICER,
    "Wfx-For": _DAY,
    "Wfx-Covers": f"{_NUMBER}(?:-{_NUMBER})?(?:,{_NUMBER}(?:-{_NUMBER})?)*",
    "Wfx-Role": "[a-z][a-z-]{1,31}",
    "Wfx-Decision": "|".join(DECISIONS),
    "Wfx-Grade": "|".join(GRADES),
    "Wfx-Deputy-For": _OFFICER,
    "Wfx-Signatory": _OFFICER,
    "Wfx-Rows": rf"(ledgers/[a-z0-9_./-]{{1,200}}) \+({_COUNT}) ~({_COUNT}) -({_COUNT}) ({_ROOT})",
    "Wfx-Root": _ROOT,
    "Wfx-Machine": "[0-9a-f]{6}",
}
_PATTERNS = {name: re.compile(form) for name, form in _FORMS.items()}
_SUBJECT = re.compile(r"[^\s:]{1,40}: \S.*")
_HEADER = re.compile(
    rb"tree ([0-9a-f]{40})\n(?:parent ([0-9a-f]{40})\n)?"
    rb"author ([a-z][a-z0-9-]{1,31}) <\3@ledger\.invalid> (0|[1-9][0-9]{0,10}) \+0800\n"
    rb"committer \3 <\3@ledger\.invalid> \4 \+0800\n"
    rb"(gpgsig (?:-----BEGIN SSH SIGNATURE-----\n(?: [A-Za-z0-9+/=]{1,70}\n)+ -----END SSH SIGNATURE-----\n))?\n"
)


@dataclass(frozen=True, order=True)
class RowsLine:
    """What an entry did to one file of records; ``root`` is the row root after it (a dossier: its bytes' SHA-256)."""

    path: str
    added: int
    changed: int
    removed: int
    root: str

    def __str__(self) -> str:
        return f"{self.path} +{self.added} ~{self.changed} -{self.removed} {self.root}"


@dataclass(frozen=True)
class SignOff:
    """What a sign-off says: the entries it covers (ranges of numbers, both ends in), in what role, how, how strong.

    A ``paper`` one is entered by a clerk for the ``signatory`` who signed the paper of that code by hand.
    """

    covers: tuple[tuple[int, int], ...]
    role: str
    decision: str
    grade: str = "key"
    deputy_for: str = ""
    paper: str = ""
    signatory: str = ""

    def covers_entry(self, seq: int) -> bool:
        return any(first <= seq <= last for first, last in self.covers)

    def signer(self, actor: str) -> str:
        """Whose word it is, and in whose role: the absent person's, the paper's signatory's, else the actor's own."""
        return self.deputy_for or self.signatory or actor

    def decider(self, actor: str) -> str:
        """Who decided, and so may cover no entry of his own: the paper's signatory, else the actor, also as deputy."""
        return self.signatory or actor


@dataclass(frozen=True)
class Entry:
    """One entry. ``oid`` is empty until written; ``parent`` is empty for the genesis; ``when`` is Beijing time.

    ``about`` is the day or month the facts belong to (Wfx-For), ``source`` who or what said it, ``signed_with`` the
    fingerprint of the key that signed.
    """

    kind: str
    seq: int
    actor: str
    subject: str
    root: str
    machine: str
    tool: str
    when: datetime
    tree: str
    parent: str = ""
    body: str = ""
    about: str = ""
    source: str = ""
    rows: tuple[RowsLine, ...] = ()
    signoff: SignOff | None = None
    oid: str = ""
    signed_with: str = ""

    def covers_seq(self, seq: int) -> bool:
        """Whether this is a sign-off that covers the entry of that number."""
        return self.signoff is not None and self.signoff.covers_entry(seq)


def ranges(seqs: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Entry numbers as the fewest ranges, ascending: ``3 1 2 7`` gives ``((1, 3), (7, 7))``."""
    found: list[tuple[int, int]] = []
    for seq in sorted(set(seqs)):
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return tuple(found)


def _covers_text(covers: tuple[tuple[int, int], ...]) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in covers)


def _covers(text: str) -> tuple[tuple[int, int], ...]:
    spans = tuple(
        (int(first), int(last or first)) for first, _, last in (part.partition("-") for part in text.split(","))
    )
    whole = all(first <= last for first, last in spans)
    apart = all(left[1] + 1 < right[0] for left, right in pairwise(spans))
    if not whole or not apart or _covers_text(spans) != text:
        raise EntryMalformed(shown="", fault="Wfx-Covers")
    return spans


def _trailers(entry: Entry) -> list[tuple[str, str]]:
    sign = entry.signoff
    signed = (
        {}
        if sign is None
        else {
            "Wfx-Covers": _covers_text(sign.covers),
            "Wfx-Role": sign.role,
            "Wfx-Decision": sign.decision,
            "Wfx-Grade": sign.grade,
            "Wfx-Deputy-For": sign.deputy_for,
            "Wfx-Paper": sign.paper,
            "Wfx-Signatory": sign.signatory,
        }
    )
    single = {
        "Wfx-Entry": entry.kind,
        "Wfx-Seq": str(entry.seq),
        "Wfx-Actor": entry.actor,
        "Wfx-For": entry.about,
        "Wfx-Source": entry.source,
        **signed,
        "Wfx-Root": entry.root,
        "Wfx-Machine": entry.machine,
        "Wfx-Tool": entry.tool,
    }
    rows = [("Wfx-Rows", str(line)) for line in entry.rows]
    before = [(name, single[name]) for name in ORDER if name not in CLOSE and single.get(name)]
    return [*before, *rows, *((name, single[name]) for name in CLOSE)]


def serialise(entry: Entry) -> str:
    """The commit message. The inverse of ``parse_message``; call ``check`` first on an entry not parsed."""
    lines = "".join(f"{name}: {value}\n" for name, value in _trailers(entry))
    body = f"{entry.body}\n\n" if entry.body else ""
    return f"{entry.subject}\n\n{body}{lines}"


def check(entry: Entry) -> None:
    """Refuse what the grammar cannot hold before anything is signed. Errors: ``BadText``, ``EntryMalformed``."""
    if not _SUBJECT.fullmatch(entry.subject) or line_fault(entry.subject):
        raise BadText("subject", fault=line_fault(entry.subject) or "topic")
    if fault := body_fault(entry.body):
        raise BadText("body", fault=fault)
    for name, value in _trailers(entry):
        if fault := line_fault(value):
            raise BadText(name, fault=fault)
    if len(commit_payload(entry)) > SIZE_LIMIT:
        raise BadText("body", fault="length")
    again = parse_message(serialise(entry), entry)
    if again != entry:
        raise EntryMalformed(shown=str(entry.seq), fault="grammar")


def parse_message(text: str, about: Entry | None = None) -> Entry:
    """An entry from its message; ``about`` gives what the commit's header says (tree, parent, time, ids).

    Errors: ``EntryMalformed`` with ``fault`` naming the first trailer or part that is wrong.
    """
    subject, _, rest = text.partition("\n\n")
    head, gap, block = rest.rpartition("\n\n")
    if not _SUBJECT.fullmatch(subject) or line_fault(subject):
        raise EntryMalformed(fault="subject")
    if (gap and not head) or body_fault(head) or not block.endswith("\n"):
        raise EntryMalformed(fault="body")
    pairs = [(name, value) for name, _, value in (line.partition(": ") for line in block[:-1].split("\n"))]
    single = _single(pairs)
    entry = Entry(
        kind=single["Wfx-Entry"],
        seq=int(single["Wfx-Seq"]),
        actor=single["Wfx-Actor"],
        subject=subject,
        root=single["Wfx-Root"],
        machine=single["Wfx-Machine"],
        tool=single["Wfx-Tool"],
        when=about.when if about else datetime(1970, 1, 1, 8, tzinfo=BEIJING),
        tree=about.tree if about else "",
        parent=about.parent if about else "",
        body=head,
        about=single.get("Wfx-For", ""),
        source=single.get("Wfx-Source", ""),
        rows=_rows(value for name, value in pairs if name == "Wfx-Rows"),
        signoff=_signoff(single),
        oid=about.oid if about else "",
        signed_with=about.signed_with if about else "",
    )
    if entry.kind == "reencode" and any(line.added or line.changed or line.removed for line in entry.rows):
        raise EntryMalformed(shown=single["Wfx-Seq"], fault="Wfx-Rows")
    if serialise(entry) != text:
        raise EntryMalformed(shown=single["Wfx-Seq"], fault="grammar")
    return entry


def _single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The trailers but Wfx-Rows, each once, in order, allowed by the entry's kind and well formed."""
    single: dict[str, str] = {}
    for name, value in pairs:
        pattern = _PATTERNS.get(name)
        if name not in ORDER or line_fault(value) or (pattern and not pattern.fullmatch(value)):
            raise EntryMalformed(shown=single.get("Wfx-Seq", ""), fault=name if name in ORDER else "trailer")
        if name != "Wfx-Rows":
            if name in single:
                raise EntryMalformed(shown=single.get("Wfx-Seq", ""), fault=name)
            single[name] = value
    if not _is_day(single.get("Wfx-For", "")):
        raise EntryMalformed(shown=single.get("Wfx-Seq", ""), fault="Wfx-For")
    kind = KINDS.get(single.get("Wfx-Entry", ""))
    if kind is None:
        raise EntryMalformed(shown=single.get("Wfx-Seq", ""), fault="Wfx-Entry")
    must = {*FRAME, *kind.must, *CLOSE}
    wrong = sorted((must - single.keys()) | (single.keys() - must - set(kind.may)))
    if wrong or (not kind.rows and any(name == "Wfx-Rows" for name, _ in pairs)):
        raise EntryMalformed(shown=single.get("Wfx-Seq", ""), fault=(*wrong, "Wfx-Rows")[0])
    return single


def _is_day(text: str) -> bool:
    """Whether a day or month of that form exists; nothing at all does."""
    try:
        return not text or bool(date.fromisoformat(text if len(text) == len("2026-10-31") else f"{text}-01"))
    except ValueError:
        return False


def _rows(values: Iterable[str]) -> tuple[RowsLine, ...]:
    matches = (_PATTERNS["Wfx-Rows"].fullmatch(value) for value in values)
    lines = tuple(RowsLine(m[1], int(m[2]), int(m[3]), int(m[4]), m[5]) for m in matches if m is not None)
    paths = [line.path for line in lines]
    if paths != sorted(set(paths)):
        raise EntryMalformed(fault="Wfx-Rows")
    return lines


def _signoff(single: dict[str, str]) -> SignOff | None:
    if single["Wfx-Entry"] != "signoff":
        return None
    grade, deputy_for = single["Wfx-Grade"], single.get("Wfx-Deputy-For", "")
    paper, signatory = single.get("Wfx-Paper", ""), single.get("Wfx-Signatory", "")
    on_paper = (grade == "paper", grade == "paper")
    if bool(deputy_for) != (grade == "deputy") or (bool(paper), bool(signatory)) != on_paper:
        raise EntryMalformed(shown=single["Wfx-Seq"], fault="Wfx-Grade")
    covers = _covers(single["Wfx-Covers"])
    return SignOff(covers, single["Wfx-Role"], single["Wfx-Decision"], grade, deputy_for, paper, signatory)


# the commit around the message


def commit_payload(entry: Entry) -> bytes:
    """The commit's bytes without the signature: exactly what is signed."""
    person = f"{entry.actor} <{entry.actor}@{MAIL}> {int(entry.when.timestamp())} +0800"
    parent = f"parent {entry.parent}\n" if entry.parent else ""
    return f"tree {entry.tree}\n{parent}author {person}\ncommitter {person}\n\n{serialise(entry)}".encode()


def commit_bytes(payload: bytes, armour: str) -> bytes:
    """The whole commit object: the payload with the signature as git's ``gpgsig`` header."""
    head, _, message = payload.partition(b"\n\n")
    signature = "gpgsig " + armour.rstrip("\n").replace("\n", "\n ")
    return head + b"\n" + signature.encode("ascii") + b"\n\n" + message


@dataclass(frozen=True)
class Parsed:
    """A commit read back: the entry, the bytes that were signed, and the signature's armour (not yet checked)."""

    entry: Entry
    payload: bytes
    armour: str


def parse_commit(oid: str, raw: bytes) -> Parsed:
    """One commit object by one strict grammar.

    Errors: ``EntryMalformed`` with ``fault`` ``merge`` (a second parent), ``unsigned``, ``header`` (anything else in
    the header, author and committer apart, another time zone), ``actor``, or as in ``parse_message``.
    """
    match = _HEADER.match(raw)
    if match is None or len(raw) > SIZE_LIMIT:
        head = raw.partition(b"\n\n")[0]
        raise EntryMalformed(oid, fault="merge" if head.count(b"\nparent ") > 1 else "header")
    tree, parent, actor, stamp, signature = match.groups()
    if signature is None:
        raise EntryMalformed(oid, fault="unsigned")
    try:
        message = raw[match.end() :].decode("utf-8")
        when = datetime.fromtimestamp(int(stamp), tz=BEIJING)
    except (UnicodeDecodeError, ValueError, OverflowError, OSError):
        raise EntryMalformed(oid, fault="header") from None
    frame = Entry("", 0, "", "", "", "", "", when, tree.decode(), (parent or b"").decode(), oid=oid)
    entry = parse_message(message, frame)
    if entry.actor != actor.decode():
        raise EntryMalformed(oid, shown=str(entry.seq), fault="actor")
    if (entry.kind == "genesis") != (not parent) or (entry.kind == "genesis") != (entry.seq == 1):
        raise EntryMalformed(oid, shown=str(entry.seq), fault="genesis")
    payload = raw[: match.start(5)] + b"\n" + raw[match.end() :]
    armour = signature[len("gpgsig ") :].decode("ascii").replace("\n ", "\n")
    return Parsed(entry, payload, armour)


def signed_by(entry: Entry, public: str) -> Entry:
    """The entry with the fingerprint of the key that signed it."""
    return Entry(**{**entry.__dict__, "signed_with": fingerprint(public)})
