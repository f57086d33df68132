"""Names and numbers of persons, as far as this machine may open them; what goes out in full is noted."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.office.access import note
from wfx.desk.office.secrets import keyring_of, secrets_of
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.seal_box import unseal
from wfx.values import compute as pc
from wfx.values.errors import NoActor
from wfx.values.personal import Personal
from wfx.values.sheet import Reader


@dataclass
class _Opening:
    """The keyring at hand, what is being opened for, and purpose → the persons opened in full for it."""

    keyring: Keyring | None
    purpose: str = ""
    seen: dict[str, set[str]] = field(default_factory=dict)


def _opening(desk: Desk) -> _Opening:
    try:
        return _Opening(secrets_of(desk).keyring(desk.books.ledger_id, desk.at_hand, asking=False))
    except NoActor:
        return _Opening(None)


def open_names(desk: Desk) -> None:
    """Ask for the passphrase, if need be, so that names open in what follows. Errors: as ``keyring_of``."""
    state = desk.once(_opening)
    if state.keyring is None:
        state.keyring = keyring_of(desk)


@contextmanager
def opening(desk: Desk, purpose: str) -> Iterator[None]:
    """Whoever's name or number opens in here goes out in full: noted for this purpose, one note a command.

    Errors: ``NoActor`` at the first that opens, when it is not known who opens.
    """
    state = desk.once(_opening)
    before, state.purpose = state.purpose, purpose
    try:
        yield
    finally:
        state.purpose = before


def reading(desk: Desk, reader: Reader, purpose: str) -> AbstractContextManager[None]:
    """The same where this reader gets everything; any other reader's names and masked numbers are not noted."""
    return opening(desk, f"{purpose}({reader.value})") if reader is Reader.UPWARD else nullcontext()


def names_of(desk: Desk, ids: Collection[str]) -> dict[str, Personal]:
    """Names of these persons, as far as this machine may open them without asking."""
    return _opened(desk, ids, "name", is_name=True)


def numbers_of(desk: Desk, ids: Collection[str]) -> dict[str, Personal]:
    """ID numbers of these persons, likewise."""
    return _opened(desk, ids, "id_number", is_name=False)


def _opened(desk: Desk, ids: Collection[str], column: str, *, is_name: bool) -> dict[str, Personal]:
    state = desk.once(_opening)
    if state.keyring is None or not ids:
        return {}
    rows = unseal(desk.books.table("identities").arrow, state.keyring, set(ids))
    pairs = zip(rows["person_id"].to_pylist(), rows[column].to_pylist(), strict=True)
    noted = bool(state.purpose)
    found = {person: Personal(text, is_name, noted) for person, text in pairs if text is not None}
    if found and noted and desk.actor:
        if not state.seen:
            desk.before_close.append(_note)
        state.seen.setdefault(state.purpose, set()).update(found)
    return found


def opened(desk: Desk) -> set[str]:
    """Whom this command has opened in full so far."""
    return {person for persons in desk.once(_opening).seen.values() for person in persons}


def _note(desk: Desk) -> None:
    """Who was opened in full until now is noted, once."""
    seen = desk.once(_opening).seen
    note(desk, {purpose: len(persons) for purpose, persons in seen.items()})
    seen.clear()


def plain_identities(desk: Desk, ids: pa.ChunkedArray) -> pa.Table:
    """Whole identity rows of these persons, opened for laying an import over them. Errors: ``NoKeyring``."""
    rows = desk.books.table("identities").arrow
    mine = rows.filter(pc.is_in(rows["person_id"], value_set=ids.combine_chunks()))
    return unseal(mine, keyring_of(desk))
