"""The books as a duty sees them: read-only tables at one point of the history."""

from typing import Protocol

from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.table import Cell, Table
from wfx.values.township import Township


class Books(Protocol):
    """Read access to one state of the books; implemented by the store."""

    @property
    def township(self) -> Township:
        """The settings in force."""

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Names of all ledgers that have a schema, sorted."""

    def schema(self, ledger: str) -> Schema:
        """The ledger's schema. Errors: ``NoSuchLedger``."""

    def table(self, ledger: str, *, month: Month | None = None, village: str | None = None) -> Table:
        """All rows, or only those partitions; a dossier ledger gives one row a matter."""

    def dossier(self, ledger: str, key: str) -> dict[str, Cell] | None:
        """One whole matter, its steps included, or ``None``."""
