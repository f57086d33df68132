"""Passphrases and the township's keyring: asked once, kept outside the books, never shown.

The keyring is wrapped under a random master secret; each officer of this machine holds that secret wrapped under the
own passphrase, so one officer's new households open for the others too.
"""

import os
import secrets as randomness
from collections.abc import Callable
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.store.entries.keyring import Keyring, unwrap, wrap
from wfx.store.entries.keys import KeyStore, Signer
from wfx.values.errors import NoKeyHere, PassphraseNeeded

VARIABLE = "WFX_PASSPHRASE"


class Secrets:
    """One machine's secrets under the user's configuration folder ``home``."""

    def __init__(self, home: Path, ask: Callable[[str], str] | None) -> None:
        self.home = home
        self._ask = ask
        self._told: dict[str, str] = {}

    def _remembered(self, officer: str) -> Path:
        return self.home / "remembered" / officer

    def quiet(self, officer: str) -> str | None:
        """The officer's passphrase if it is at hand without asking: environment, or remembered on this machine."""
        path = self._remembered(officer)
        given = os.environ.get(VARIABLE)
        if given is not None:
            return given
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def passphrase(self, officer: str) -> str:
        """The officer's passphrase, asked for once when it is not at hand. Errors: ``PassphraseNeeded``."""
        known = self.quiet(officer)
        if known is not None:
            return known
        if officer not in self._told:
            if self._ask is None:
                raise PassphraseNeeded("口令", shown=officer)
            self._told[officer] = self._ask(officer)
        return self._told[officer]

    def remember(self, officer: str, passphrase: str) -> None:
        path = self._remembered(officer)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(passphrase, encoding="utf-8")
        path.chmod(0o600)

    def forget(self, officer: str) -> bool:
        """Drop the remembered passphrase; says whether there was one."""
        path = self._remembered(officer)
        there = path.is_file()
        path.unlink(missing_ok=True)
        return there

    def _folder(self, ledger: str) -> Path:
        return self.home / "ledgers" / ledger

    def make_keyring(self, ledger: str, officer: str, passphrase: str) -> None:
        """A new keyring for a new township, opened by this officer."""
        folder = self._folder(ledger)
        folder.mkdir(parents=True, exist_ok=True)
        master = randomness.token_hex(32)
        Keyring.create().save(folder / "keyring", master)
        self._share(folder, officer, master, passphrase)

    def share_keyring(self, ledger: str, holder: str, passphrase: str, other: str, other_passphrase: str) -> bool:
        """Let another officer of this machine open the keyring too; ``False`` when the holder cannot."""
        folder = self._folder(ledger)
        if not (folder / f"open.{holder}").is_file():
            return False
        self._share(folder, other, self._master(folder, holder, passphrase), other_passphrase)
        return True

    def _share(self, folder: Path, officer: str, master: str, passphrase: str) -> None:
        (folder / f"open.{officer}").write_bytes(wrap(master.encode("utf-8"), passphrase))

    def _master(self, folder: Path, officer: str, passphrase: str) -> str:
        return unwrap((folder / f"open.{officer}").read_bytes(), passphrase).decode("utf-8")

    def keyring(self, ledger: str, officer: str, *, asking: bool) -> Keyring | None:
        """The township's keyring, or ``None`` where this officer holds none (or nothing may be asked)."""
        folder = self._folder(ledger)
        if not (folder / f"open.{officer}").is_file():
            return None
        passphrase = self.passphrase(officer) if asking else self.quiet(officer)
        if passphrase is None:
            return None
        return Keyring.load(folder / "keyring", self._master(folder, officer, passphrase))

    def save_keyring(self, ledger: str, officer: str, keyring: Keyring) -> None:
        """Write the keyring back under the same master secret."""
        folder = self._folder(ledger)
        keyring.save(folder / "keyring", self._master(folder, officer, self.passphrase(officer)))

    def master(self, ledger: str, holder: str) -> str:
        """The master secret as this officer opens it; empty where the officer holds none. Errors: ``KeyringLocked``."""
        folder = self._folder(ledger)
        return self._master(folder, holder, self.passphrase(holder)) if (folder / f"open.{holder}").is_file() else ""

    def recovered_master(self, ledger: str, secret: str) -> str:
        """The master secret as the recovery key opens it; empty where it was not left. Errors: ``KeyringLocked``."""
        path = self._folder(ledger) / "open.recovery"
        return unwrap(path.read_bytes(), secret).decode("utf-8") if path.is_file() else ""

    def let_in(self, ledger: str, master: str, officer: str, passphrase: str) -> None:
        """Let an officer open the keyring under this passphrase from now on."""
        self._share(self._folder(ledger), officer, master, passphrase)

    def shut_out(self, ledger: str, officer: str) -> None:
        """Drop an officer's way to the keyring on this machine."""
        (self._folder(ledger) / f"open.{officer}").unlink(missing_ok=True)

    def set_aside(self, ledger: str, officer: str) -> None:
        """Make way for an officer's new way to the keyring; the old one is kept under another name.

        The passphrase remembered for the old key is dropped with it.
        """
        path = self._folder(ledger) / f"open.{officer}"
        if path.exists():
            path.rename(path.with_name(f"old.{officer}.{randomness.token_hex(4)}"))
        self.forget(officer)

    def folder(self, ledger: str) -> Path:
        """Where this township's keyring and other things of this machine's user lie."""
        return self._folder(ledger)

    def exchange(self, ledger: str, officer: str, box: Path) -> int:
        """Bring this machine's keyring and its copy beside a bare repository to the same keys and the same bytes.

        The copy is wrapped under the same master secret, so only officers who hold it open it. How many households
        have two different keys. Errors: ``KeyringLocked``, ``PassphraseNeeded``, ``OSError``.
        """
        own = self._folder(ledger) / "keyring"
        if not (self._folder(ledger) / f"open.{officer}").is_file():
            return 0
        apart = 0
        if box.is_file() and box.read_bytes() != own.read_bytes():
            master = self._master(self._folder(ledger), officer, self.passphrase(officer))
            keyring, other = Keyring.load(own, master), Keyring.load(box, master)
            apart = keyring.take(other)
            keyring.save(own, master)
        if not box.is_file() or box.read_bytes() != own.read_bytes():
            box.parent.mkdir(exist_ok=True)
            box.write_bytes(own.read_bytes())
        return apart


def secrets_of(desk: Desk) -> Secrets:
    """The secrets of this desk's machine."""
    return desk.once(_secrets)


def signer_of(desk: Desk) -> Signer:
    """Who signs what is recorded, asking for the passphrase if need be. Errors: those of ``actor``."""
    return desk.once(_signer)


def keyring_of(desk: Desk) -> Keyring:
    """The keyring, asking for the passphrase if need be. Errors: those of ``actor``, ``PassphraseNeeded``."""
    return desk.once(_keyring)


def _secrets(desk: Desk) -> Secrets:
    return Secrets(desk.setting.home, desk.setting.ask)


def _signer(desk: Desk) -> Signer:
    return KeyStore(desk.setting.home).unlock(desk.actor, secrets_of(desk).passphrase(desk.actor))


def _keyring(desk: Desk) -> Keyring:
    found = secrets_of(desk).keyring(desk.books.ledger_id, desk.actor, asking=True)
    if found is None:
        raise NoKeyHere(missing=f"{desk.actor} 的钥匙串")
    return found
