"""Private keys: kept under the user's own configuration folder, wrapped under a passphrase, never in the books.

A key file is TOML: the public key, and the private key's 32 bytes under AES-256-GCM with a scrypt key, bound to the
officer and the public key. The recovery key is made as text for the safe and never stored.
"""

import contextlib
import hashlib
import os
import secrets
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wfx.store.entries.officers import Officers
from wfx.store.entries.sign import public_of, sign
from wfx.store.entries.stretch import stretched
from wfx.values.errors import KeyExists, NoPrivateKey, PassphraseWrong, RecoveryWrong
from wfx.values.ids import OfficerId

NO_MACHINE = "000000"
_FORMAT = 1
_COST = 2**15  # scrypt n: about 0.1 s and 32 MiB a try on an office computer
_BLOCK, _LANES, _SALT, _NONCE, _SECRET = 8, 1, 16, 12, 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4


@dataclass(frozen=True)
class Signer:
    """An unlocked key: who signs, with which public key, on which computer. The private part is never shown."""

    officer: str
    public: str
    _key: Ed25519PrivateKey = field(repr=False, compare=False)
    machine: str = NO_MACHINE

    def sign(self, payload: bytes) -> str:
        """The SSHSIG armour over these bytes."""
        return sign(payload, self._key)


class KeyStore:
    """The keys of this computer's user; ``cost`` is scrypt's n, a power of two."""

    def __init__(self, home: Path, cost: int = _COST) -> None:
        self._folder = home / "keys"
        self._machine_file = home / "machine"
        self._cost = cost

    def officers(self) -> tuple[str, ...]:
        """Whose keys are here, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.key")))

    def public(self, officer: str) -> str:
        """The public key line, without the passphrase. Errors: ``NoPrivateKey``."""
        return str(self._read(officer)["public"])

    def in_force(self, officers: Officers) -> tuple[str, ...]:
        """Whose keys here stand in the list: one that was renewed or revoked signs nothing more."""
        return tuple(each for each in self.officers() if officers.holders.get(self.line(each)) == each)

    def line(self, officer: str) -> str:
        """The public key line; empty for a damaged file."""
        return public_in((self._folder / f"{officer}.key").read_bytes())

    def set_aside(self, officer: str) -> str:
        """Keep the key file here under another name, which it gives."""
        kept = self._kept(officer)
        self._path(officer).rename(kept)
        return kept.name

    def create(self, officer: str, passphrase: str) -> str:
        """A new key; gives its public line. Errors: ``KeyExists``, ``BadValue`` for a wrong id."""
        OfficerId.parse(officer)
        key = Ed25519PrivateKey.generate()
        self.keep(officer, key, passphrase)
        return public_of(key)

    def keep(self, officer: str, key: Ed25519PrivateKey, passphrase: str) -> None:
        """Wrap and store a key. Errors: ``KeyExists``: a key is never written over."""
        self._folder.mkdir(parents=True, exist_ok=True)
        salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        public = public_of(key)
        wrapped = AESGCM(_wrap_key(passphrase, salt, self._cost)).encrypt(
            nonce, key.private_bytes_raw(), _bound(officer, public)
        )
        text = (
            f'format = {_FORMAT}\nofficer = "{officer}"\npublic = "{public}"\n\n'
            f'[wrap]\nkdf = "scrypt"\nn = {self._cost}\nsalt = "{salt.hex()}"\n'
            f'nonce = "{nonce.hex()}"\nsealed = "{wrapped.hex()}"\n'
        )
        try:
            with self._path(officer).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            raise KeyExists(shown=officer) from None
        self._path(officer).chmod(0o600)

    @contextlib.contextmanager
    def renewed(self, officer: str, passphrase: str) -> Iterator[str]:
        """A new key in place of the officer's one here, if any; gives its public line.

        The old file is kept under another name (what it signed stays signed), and comes back when the block fails.
        """
        path, kept = self._path(officer), self._kept(officer)
        if path.exists():
            path.rename(kept)
        try:
            yield self.create(officer, passphrase)
        except BaseException:
            path.unlink(missing_ok=True)
            if kept.exists():
                kept.rename(path)
            raise

    def unlock(self, officer: str, passphrase: str) -> Signer:
        """The signer. Errors: ``NoPrivateKey``, ``PassphraseWrong`` (also for a damaged file)."""
        stored = self._read(officer)
        try:
            wrap = stored["wrap"]
            opened = AESGCM(_wrap_key(passphrase, bytes.fromhex(wrap["salt"]), _cost(wrap["n"]))).decrypt(
                bytes.fromhex(wrap["nonce"]), bytes.fromhex(wrap["sealed"]), _bound(officer, stored["public"])
            )
            key = Ed25519PrivateKey.from_private_bytes(opened)
        except (InvalidTag, KeyError, TypeError, ValueError):
            raise PassphraseWrong(shown=officer) from None
        return Signer(officer, public_of(key), key, self.machine())

    def machine(self) -> str:
        """Six hexadecimal digits made at random for this computer's user, the same ever after."""
        try:
            text = self._machine_file.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            text = ""
        if len(text) != len(NO_MACHINE) or text.strip("0123456789abcdef"):
            text = secrets.token_hex(len(NO_MACHINE) // 2)
            self._machine_file.parent.mkdir(parents=True, exist_ok=True)
            self._machine_file.write_text(text + "\n", encoding="ascii", newline="\n")
        return text

    def _path(self, officer: str) -> Path:
        return self._folder / f"{OfficerId.parse(officer)}.key"

    def _kept(self, officer: str) -> Path:
        """A free name for a key that is replaced."""
        return self._folder / f"{officer}.{secrets.token_hex(4)}.old"

    def _read(self, officer: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._path(officer).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NoPrivateKey(shown=officer) from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise PassphraseWrong(shown=officer) from None


def public_in(data: bytes) -> str:
    """The public line of a key file; empty where it is none."""
    try:
        return str(tomllib.loads(data.decode("utf-8"))["public"])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError):
        return ""


def _cost(stored: int) -> int:
    """A stored cost within reason: a planted file must not make the computer work for ever."""
    if not isinstance(stored, int) or stored > _COST * 32 or stored.bit_count() != 1:
        raise ValueError
    return stored


def _bound(officer: str, public: str) -> bytes:
    return f"wfx key\n{officer}\n{public}\n".encode()


def _wrap_key(passphrase: str, salt: bytes, cost: int) -> bytes:
    # One person types the passphrase on several keyboards: the same characters must give the same bytes.
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    return stretched(text, salt, n=cost, r=_BLOCK, p=_LANES)


# the recovery key


@dataclass(frozen=True)
class Recovery:
    """A key for the safe: its public line for the list of officers, and its text, shown once."""

    public: str
    text: str = field(repr=False)


def new_recovery() -> Recovery:
    """A fresh recovery key; nothing of it is stored."""
    key = Ed25519PrivateKey.generate()
    return Recovery(public_of(key), _recovery_text(key.private_bytes_raw()))


def recovery_signer(officer: str, text: str, machine: str = NO_MACHINE) -> Signer:
    """The signer of a typed recovery key. Errors: ``RecoveryWrong`` naming the group that is mistyped."""
    key = Ed25519PrivateKey.from_private_bytes(_recovery_bytes(text))
    return Signer(officer, public_of(key), key, machine)


def recovery_secret(text: str) -> str:
    """64 hexadecimal digits only the recovery key gives: the keyring's master secret lies wrapped under them.

    Errors: ``RecoveryWrong``.
    """
    return hashlib.sha256(b"wfx keyring\n" + _recovery_bytes(text)).hexdigest()


def _recovery_bytes(text: str) -> bytes:
    """The 32 bytes of a typed recovery key. Errors: ``RecoveryWrong``."""
    groups = text.upper().replace("O", "0").replace("I", "1").replace("L", "1").replace("-", " ").split()
    for number, group in enumerate(groups, 1):
        if len(group) != _GROUP + 1 or group.strip(_ALPHABET) or group[-1] != _check(group[:-1], number):
            raise RecoveryWrong(shown=str(number))
    digits = "".join(group[:-1] for group in groups)
    value = sum(_ALPHABET.index(digit) << (5 * place) for place, digit in enumerate(reversed(digits)))
    if len(groups) != _SECRET * 8 // (5 * _GROUP) + 1 or value >> (_SECRET * 8 + 4) or value & 0xF:
        raise RecoveryWrong(shown=str(len(groups)))
    return (value >> 4).to_bytes(_SECRET, "big")


def _recovery_text(secret: bytes) -> str:
    """13 groups of four base-32 digits (256 bits and four zero bits), each with a check character."""
    value = int.from_bytes(secret, "big") << 4
    digits = "".join(_ALPHABET[value >> (5 * place) & 31] for place in reversed(range(52)))
    groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
    return " ".join(group + _check(group, number) for number, group in enumerate(groups, 1))


def _check(group: str, number: int) -> str:
    """Odd weights: every single mistyped digit and a group in another's place change it."""
    total = sum(weight * _ALPHABET.index(digit) for weight, digit in zip((1, 3, 5, 7), group, strict=True))
    return _ALPHABET[(total + number) % len(_ALPHABET)]
