"""Recusal at the desk: in matters of one's own or of a relative an officer neither decides nor signs off."""

from collections.abc import Iterable

from wfx.desk.desk import Desk
from wfx.store.history import recusal
from wfx.values.errors import Recused
from wfx.values.schema import Schema
from wfx.values.table import Row


def refuse(desk: Desk, schema: Schema, rows: Iterable[Row | None], act: str) -> None:
    """Refuse the act of one who is recused from these rows. Errors: ``Recused``."""
    if desk.actor in recused(desk, schema, rows):
        raise Recused(schema.title, shown=desk.actor, act=act)


def recused(desk: Desk, schema: Schema, rows: Iterable[Row | None]) -> frozenset[str]:
    """The officers who neither decide nor sign off what concerns these rows."""
    return recusal.recused(recusal.circles_of(desk.books), schema, rows)
