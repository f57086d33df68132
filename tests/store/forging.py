"""An attacker's tools: entries forged with plain git, right in everything but what is asked for; objects swapped."""

from collections.abc import Callable
from dataclasses import replace

from tests.store.office import LI, Office, asset
from wfx.store.entries.entry import Entry, RowsLine, commit_bytes, commit_payload
from wfx.store.entries.keys import Signer
from wfx.store.files.canon import row_root
from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.objects.git import Git, object_id
from wfx.store.objects.root import Roots
from wfx.store.objects.tree import Trees, graft

ASSETS = "ledgers/assets/assets.v01.parquet"


def forge(
    office: Office,
    files: dict[str, bytes | None] | None = None,
    *,
    signer: Signer = LI,
    change: Callable[[Entry], Entry] = lambda entry: entry,
    raw: Callable[[bytes], bytes] = lambda raw: raw,
) -> None:
    """An entry as somebody with his own tools would write it: right in everything but what is asked for."""
    with Git(office.folder) as git:
        trees = Trees(git)
        head = git.head()
        tree = git.read(head, "commit")[5:45].decode()
        grown = graft(trees, tree, files or {})
        fresh = {object_id(kind, data): data for kind, data in grown.objects if kind == "blob"}
        with office.books() as books:
            here = books.here
        entry = Entry(
            "change", here.seq + 1, "li-ming", "test: 伪造", "", "000001", "wfx", here.when, grown.root, head, rows=()
        )
        entry = change(replace(entry, root=Roots(git, trees).root(grown.root, fresh)))
        payload = commit_payload(entry)
        data = raw(commit_bytes(payload, signer.sign(payload)))
    for kind, body in grown.objects:
        office.git("hash-object", "-w", "--literally", "-t", kind, "--stdin", given=body)
    oid = office.git("hash-object", "-w", "--literally", "-t", "commit", "--stdin", given=data)
    office.git("update-ref", "refs/heads/main", oid)


def rows_line(office: Office, names: dict[int, str], **changes: object) -> tuple[dict[str, bytes | None], RowsLine]:
    """A new state of the v01 assets with an honest line about it."""
    with office.books() as books:
        schema = books.schema("assets")
    rows = table_of([asset(number, name=name) for number, name in names.items()], schema)
    line = RowsLine(ASSETS, 0, 1, 0, row_root(rows, schema))
    return {ASSETS: encode(rows, schema)}, replace(line, **changes)  # type: ignore[arg-type]


def swap(office: Office, oid: str, data: bytes, kind: str = "blob") -> None:
    other = office.git("hash-object", "-w", "--literally", "-t", kind, "--stdin", given=data)
    objects = office.folder / ".git" / "objects"
    target = objects / oid[:2] / oid[2:]
    target.chmod(0o644)
    target.write_bytes((objects / other[:2] / other[2:]).read_bytes())


def rewrite(office: Office, first: int, signers: dict[str, Signer], subject: str) -> None:
    """The history from one entry on written anew, that entry with other words, each signed by who is in ``signers``."""
    with office.books() as books:
        entries = sorted((entry for entry in books.entries() if entry.seq >= first), key=lambda entry: entry.seq)
    parent = entries[0].parent
    for entry in entries:
        words = subject if entry.seq == first else entry.subject
        payload = commit_payload(replace(entry, parent=parent, subject=words, signed_with=""))
        data = commit_bytes(payload, signers.get(entry.actor, LI).sign(payload))
        parent = office.git("hash-object", "-w", "--literally", "-t", "commit", "--stdin", given=data)
    office.git("update-ref", "refs/heads/main", parent)
    scrub(office)


def scrub(office: Office) -> None:
    """Take away what the log of main and loose objects still tell."""
    office.git("reflog", "expire", "--expire=now", "--all")
    office.git("repack", "-adq")
    office.git("prune", "--expire=now")
