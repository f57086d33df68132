"""What came in, as far as its rows and their places go."""

from collections.abc import Mapping
from typing import Protocol

import pyarrow as pa

from wfx.values.errors import Place


class Gathered(Protocol):
    """Per ledger the rows as they came, and where each cell stands in its file."""

    @property
    def raw(self) -> Mapping[str, pa.Table]: ...

    def place(self, ledger: str, position: int, column: str) -> Place: ...
