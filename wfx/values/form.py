"""A sheet people fill or a foreign system exports: which ledgers its rows feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """One kind of sheet, read from ``templates/<duty>/<name>.form.toml``.

    A row feeds every ledger of ``ledgers``; its columns are found by the titles and headers of their schemas'
    ``plain`` fields. ``recognise`` are header words that all must be there for the sheet to be taken for this form,
    ``ignore`` titles that are known and not kept, ``headers`` further titles (title → ``ledger.field``), ``given``
    the fields that may come from the command line instead of a column (such as ``month``).
    """

    name: str
    duty: str
    title: str
    ledgers: tuple[str, ...]
    recognise: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
