"""Roads: how the rows of each form become changes, so that ``wfx in`` and a duty's own import do the same.

A declared duty says in ``[in.<form>]`` what its rows are; else a desk file holds ``prepare(desk, incoming)`` and its
line in ``roads``; a form without either is laid into its ledgers as rows. Forms that share a road are taken together
(households and persons of one lot).
"""

from collections.abc import Callable, Mapping
from functools import cache, partial

from wfx.desk.declared import coming
from wfx.desk.desk import Desk
from wfx.desk.incoming import relatives
from wfx.desk.incoming.incoming import Incoming
from wfx.desk.incoming.prepared import Prepared, prepare_rows
from wfx.desk.post.departments import prepare_list
from wfx.desk.post.records import prepare_records
from wfx.desk.work import importing, screening
from wfx.values.form import Form

Road = Callable[[Desk, Incoming], Prepared]


def roads() -> Mapping[str, Road]:
    """Form name → road."""
    return {
        "screenings": importing.prepare_screenings,
        "clues": screening.prepare_clues,
        "panels": screening.prepare_panel,
        "assets": importing.prepare_assets,
        "contracts": importing.prepare_assets,
        "income": importing.prepare_assets,
        "asset_inspections": importing.prepare_assets,
        "village_assets": importing.prepare_watched,
        "distributions": importing.prepare_assets,
        "project_list": importing.prepare_assets,
        "disposals": importing.prepare_assets,
        "stocktake": importing.prepare_assets,
        "relatives": relatives.prepare,
    }


def road_of(form: Form) -> Road:
    """The form's own road, that of lists of people, or the plain one."""
    if form.matched is None:
        return road_of_name(form.name)
    return _records(form.name) if form.matched.record else prepare_list


@cache
def _records(form: str) -> Road:
    return partial(prepare_records, form=form)


@cache
def road_of_name(form: str) -> Road:
    """The road of the form of that name, a declared duty's first."""
    declared = coming.declared_roads()
    if form in declared:
        first = declared[form][1].form
        return partial(coming.prepare, form=form) if first == form else road_of_name(first)
    return roads().get(form, prepare_rows)
