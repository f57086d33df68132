"""Keys that end, are renewed, or were lost: each an entry of an administrator, or of the key in the safe."""

from dataclasses import replace

from wfx.desk.desk import Desk, tool
from wfx.desk.office.secrets import secrets_of, signer_of
from wfx.desk.recording.record import Receipt, record
from wfx.store.entries.entry import OFFICERS_FILE
from wfx.store.entries.keys import KeyStore, Signer, recovery_secret, recovery_signer
from wfx.store.entries.officers import ADMIN, RECOVERY, Officer, OfficerKey, Officers, officers_toml, parse_officers
from wfx.store.recording.write import Draft
from wfx.store.recording.write import record as write
from wfx.values.errors import NothingToDo, NotInBooks, RecoveryWrong, RoleMissing


def revoke(desk: Desk, officer: str, because: str, *, dry: bool) -> Receipt:
    """End all keys of an officer; the line stays, so that old signatures keep their name.

    Errors: ``RoleMissing``, ``NotInBooks``, ``NothingToDo``, ``Refused`` (the last administrator).
    """
    refuse_others(desk, "收回钥匙")
    found = officer_of(desk, officer)
    if not found.keys:
        raise NothingToDo("可收回的钥匙")
    files = listed_with(desk, replace(found, keys=()))
    result = record(desk, "officers", f"收回 {officer} 的钥匙", [], body=because, kind="officers", files=files, dry=dry)
    if not dry:
        secrets_of(desk).shut_out(desk.books.ledger_id, officer)
    return result


def rotate(desk: Desk, officer: str, phrase: str, *, dry: bool) -> Receipt:
    """A new key for an officer, made on this machine; the old ones end with this entry.

    Errors: ``RoleMissing``, ``NotInBooks``.
    """
    refuse_others(desk, "换发钥匙")
    officer_of(desk, officer)
    if dry:
        return Receipt((), None, dry=True, files=(OFFICERS_FILE,))
    signer, actor, ledger = signer_of(desk), desk.actor, desk.books.ledger_id
    master = secrets_of(desk).master(ledger, actor)
    with KeyStore(desk.setting.home).renewed(officer, phrase) as public:
        files = _with_key(desk, officer, public)
        made = _record(desk, signer, f"给 {officer} 换发钥匙", files)
    if master:
        secrets_of(desk).let_in(ledger, master, officer, phrase)
    return made


def recover(desk: Desk, officer: str, text: str, phrase: str) -> Receipt:
    """The recovery key of the genesis sheet gives an administrator a new key, when every administrator lost theirs.

    Errors: ``RecoveryWrong``, ``NotInBooks``, ``RoleMissing`` when that officer is no administrator.
    """
    signer = recovery_signer(RECOVERY, text, KeyStore(desk.setting.home).machine())
    if desk.books.officers.holders.get(signer.public) != RECOVERY:
        raise RecoveryWrong(shown="1")
    if ADMIN not in officer_of(desk, officer).roles:
        raise RoleMissing("recover", act="用恢复钥匙换发", roles=ADMIN)
    ledger = desk.books.ledger_id
    master = secrets_of(desk).recovered_master(ledger, recovery_secret(text))
    with KeyStore(desk.setting.home).renewed(officer, phrase) as public:
        files = _with_key(desk, officer, public)
        made = _record(desk, signer, f"用恢复钥匙给 {officer} 换发钥匙", files)
    if master:
        secrets_of(desk).let_in(ledger, master, officer, phrase)
    return made


def refuse_others(desk: Desk, act: str) -> None:
    """Errors: ``RoleMissing`` when an administrator does not act."""
    if ADMIN not in desk.roles:
        raise RoleMissing("officers", act=act, roles=ADMIN)


def officer_of(desk: Desk, officer: str) -> Officer:
    """One officer of the list; the key in the safe is nobody. Errors: ``NotInBooks``."""
    found = desk.books.officers.get(officer)
    if found is None or officer == RECOVERY:
        raise NotInBooks("officer", shown=officer)
    return found


def listed_with(desk: Desk, *changed: Officer) -> dict[str, bytes | None]:
    """The list of officers with these lines in place of theirs. Errors: ``Refused``."""
    new = {each.id: each for each in changed}
    data = officers_toml(Officers(tuple(new.get(each.id, each) for each in desk.books.officers.all)))
    parse_officers(data)
    return {OFFICERS_FILE: data}


def _with_key(desk: Desk, officer: str, public: str) -> dict[str, bytes | None]:
    return listed_with(desk, replace(officer_of(desk, officer), keys=(OfficerKey(public, desk.today),)))


def _record(desk: Desk, signer: Signer, what: str, files: dict[str, bytes | None]) -> Receipt:
    """One officers entry by a key that may be leaving with it, so unlocked beforehand."""
    desk.close()
    draft = Draft("officers", what, kind="officers")
    entry = write(desk.folder, draft, [], files, signer, desk.setting.now, clock_ok=desk.setting.clock_ok, tool=tool())
    return Receipt((), entry, files=tuple(files))
