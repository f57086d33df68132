"""The closed engine: DuckDB in memory, shut off from the machine, its configuration locked, started once a process.

Starting it costs as much as some ten statements, so whoever needs it gets a session of its own: tables registered in
one are not seen in another, an interrupt stops only its own, and closing one drops what it held. The limit of memory
is for all sessions of one size together; they run one after the other.
"""

import atexit
from collections.abc import Mapping
from functools import cache
from typing import Final

import duckdb

_SETTINGS: Final[Mapping[str, str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
    "temp_directory": "",
    "threads": "2",
}


def connect(memory: str = "512MB") -> duckdb.DuckDBPyConnection:
    """A session in a closed in-memory engine whose configuration can no longer be changed."""
    return _engine(memory).cursor()


@atexit.register
def _shut() -> None:
    """Shut the engines before Python takes its modules apart."""
    _engine.cache_clear()


@cache
def _engine(memory: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": memory})
    connection.execute("set lock_configuration = true")
    return connection
