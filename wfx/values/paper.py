"""A document to print: which template lays it out, and everything that stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wfx.values.sheet import Reader, Sheet, Shown

Fact = Shown | tuple["Fact", ...] | Mapping[str, "Fact"]


@dataclass(frozen=True)
class Paper:
    """One document.

    ``template`` is ``<duty>/<name>`` and means ``templates/<duty>/<name>.paper.j2`` (docs/spec/paper-format.md);
    ``title`` names the file; ``facts`` are the names the template may use, a tuple or mapping for its loops;
    ``sheets`` the tables it may place; ``reader`` decides what of a person may stand in it.
    """

    template: str
    title: str
    facts: Mapping[str, Fact]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    reader: Reader = Reader.WORKING

    @property
    def path(self) -> str:
        """The template's path in the books."""
        return f"templates/{self.template}.paper.j2"
