"""A passphrase made into a key, slowly (RFC 7914, scrypt); the same one only once in a process."""

import hashlib
import hmac
import secrets
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_LENGTH: Final = 32
_KEPT: Final = 16  # an office has two or three keys and one keyring on a computer
_OURS: Final = secrets.token_bytes(_LENGTH)  # what is remembered names a passphrase only within this process
_made: dict[tuple[bytes, bytes, int, int, int], bytes] = {}


def stretched(passphrase: bytes, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    """32 bytes. A menu, a demo or a month's sheets unlock the same key many times: only the first takes its time.

    Errors: ``ValueError`` for parameters scrypt does not take.
    """
    known = (hmac.digest(_OURS, passphrase, hashlib.sha256), salt, n, r, p)
    if known not in _made:
        if len(_made) >= _KEPT:
            _made.pop(next(iter(_made)))
        _made[known] = Scrypt(salt=salt, length=_LENGTH, n=n, r=r, p=p).derive(passphrase)
    return _made[known]
