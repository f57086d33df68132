"""A month's ranking as versions: drafted, out for comment, published by another hand, corrected by a new version.

A published version is never edited. Its rows follow from the books at its entry and can be made again from them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wfx.duties import matter
from wfx.duties.rank.order import FAILED, Ladder, Placed, grades, missing_marks, unfounded_marks
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import (
    ActRefused,
    AlreadySettled,
    NothingToCorrect,
    NotInBooks,
    ObjectionsOpen,
    RankingStale,
    ReasonMissing,
)
from wfx.values.month import Month
from wfx.values.table import Cell, Row

VETO = ("veto", "veto_by", "veto_on")
WAITING = ("drafted", "commenting", "correcting")


@dataclass(frozen=True)
class Reading:
    """What the rules say of a month on one state of the books: places, how grades are given, the rules' digest."""

    placed: tuple[Placed, ...]
    ladder: Ladder
    digest: str


def versions(books: Books, month: Month) -> list[dict[str, Cell]]:
    """The month's versions with their steps, oldest first."""
    listed = sorted(
        (row for row in books.table("rankings").rows() if row["month"] == str(month)),
        key=lambda row: int(str(row["version"])),
    )
    return [found for row in listed if (found := books.dossier("rankings", str(row["ranking_id"]))) is not None]


def latest(books: Books, month: Month) -> dict[str, Cell] | None:
    """The newest version, or ``None``."""
    return next(iter(reversed(versions(books, month))), None)


def published(books: Books, month: Month) -> dict[str, Cell]:
    """The version in force. Errors: ``NotInBooks``."""
    for version in reversed(versions(books, month)):
        if version["state"] == "published":
            return version
    raise NotInBooks("ranking_id", shown=f"{month} 已发布的排序")


def stored_rows(books: Books, version: Row) -> list[dict[str, Cell]]:
    """The rows kept of one version, by village."""
    month = Month.parse(str(version["month"]))
    rows = books.table("ranking_rows", month=month).rows()
    return [row for row in rows if row["ranking_id"] == version["ranking_id"]]


def vetoes(rows: Sequence[Row]) -> dict[str, dict[str, Cell]]:
    """Village → what its rows say of a veto."""
    return {str(row["village"]): {name: row[name] for name in VETO} for row in rows if row["veto"] is not None}


def rows_of(
    month: Month, ranking: str, reading: Reading, vetoed: Mapping[str, Mapping[str, Cell]]
) -> list[dict[str, Cell]]:
    """The rows of a version as the rules give them, by village."""
    graded = grades(reading.placed, reading.ladder, vetoed)
    rows: list[dict[str, Cell]] = [
        {
            "month": str(month),
            "ranking_id": ranking,
            "village": item.village,
            "village_class": item.group,
            "place": item.place,
            "overall": item.overall,
            "score": item.score,
            "missing": item.missing,
            "grade": graded.get(item.village),
            **dict.fromkeys(VETO),
            **vetoed.get(item.village, {}),
        }
        for item in reading.placed
    ]
    return sorted(rows, key=lambda row: str(row["village"]))


def draft(
    books: Books, month: Month, reading: Reading, because: str, *, actor: str, roles: Collection[str], today: date
) -> list[Change]:
    """A new version to be sent out; an earlier one that is not published gives way to it, its vetoes go over.

    Nothing when the standing draft says the same. Errors: ``ActRefused`` after publication, ``ReasonMissing`` while
    marks are missing.
    """
    standing = latest(books, month)
    if standing is not None and standing["state"] not in WAITING:
        raise ActRefused("draft", shown=_title(books, standing), act="起草")
    if standing is not None and standing["replaces"] is not None:
        raise ActRefused("draft", shown=_title(books, standing), act="起草")
    lacking, bare = sum(missing_marks(books, month).values()), unfounded_marks(books, month)
    wanting = [f"{lacking} 处未评"] if lacking else []
    wanting += [f"{bare} 处扣了分没有写依据(K09)"] if bare else []
    if wanting and not because.strip():
        raise ReasonMissing("reason", shown=f"还有 {'、'.join(wanting)}就起草排序")
    return _new(books, month, reading, standing, because, {"action": "draft"}, actor=actor, roles=roles, today=today)


def correct(
    books: Books, month: Month, reading: Reading, because: str, *, actor: str, roles: Collection[str], today: date
) -> list[Change]:
    """A version that corrects the published one, waiting for another person to publish it.

    Errors: ``NotInBooks`` without a published version, ``ReasonMissing``, ``NothingToCorrect``.
    """
    before = published(books, month)
    if not because.strip():
        raise ReasonMissing("reason", shown="更正")
    waiting = latest(books, month) or before
    vetoed = vetoes(stored_rows(books, waiting))
    if _plain(rows_of(month, "", reading, vetoed)) == _plain(stored_rows(books, before)):
        raise NothingToCorrect("ranking_id", shown=str(before["ranking_id"]))
    first = {"action": "amend", "replaces": str(before["ranking_id"])}
    return _new(books, month, reading, waiting, because, first, actor=actor, roles=roles, today=today)


def _new(  # noqa: PLR0913 - the form of one version
    books: Books,
    month: Month,
    reading: Reading,
    standing: dict[str, Cell] | None,
    because: str,
    first: Mapping[str, str],
    *,
    actor: str,
    roles: Collection[str],
    today: date,
) -> list[Change]:
    number = 1 + (int(str(standing["version"])) if standing else 0)
    ranking = f"rank-{month}-v{number}"
    kept = stored_rows(books, standing) if standing else []
    rows = rows_of(month, ranking, reading, vetoes(kept))
    replaced = standing is not None and standing["state"] in WAITING
    if replaced and standing is not None:
        same = standing["rules_digest"] == reading.digest and standing["reason"] == (because.strip() or None)
        if same and _plain(rows) == _plain(kept):
            return []
    sheet = books.dossier("tasksheets", f"tasks-{month}") or {}
    told: dict[str, Cell] = {
        "month": str(month),
        "version": number,
        "task_sheet": sheet.get("number"),
        "rules_digest": reading.digest,
        "replaces": first.get("replaces"),
        "reason": because.strip() or None,
        "drafted_by": actor,
        "drafted_on": today,
    }
    act = matter.Act(first["action"], told, matter.Hand(actor, roles, today))
    given_way = [_act(books, standing, "redraft", actor, roles, today)] if replaced and standing is not None else []
    return [
        *given_way,
        matter.founded(books, "rankings", ranking, act),
        *(Change("ranking_rows", (ranking, str(row["village"])), None, row) for row in rows),
    ]


def consult(
    books: Books, month: Month, reading: Reading, *, actor: str, roles: Collection[str], today: date
) -> list[Change]:
    """The sheets go out to the villages; nothing to record when they are out already.

    Errors: ``NotInBooks``, ``RankingStale``: a sheet shows the arithmetic of the version it goes with.
    """
    standing = _standing(books, month)
    _check_fresh(books, month, standing, reading)
    return [_act(books, standing, "consult", actor, roles, today)] if standing["state"] == "drafted" else []


def _check_fresh(books: Books, month: Month, version: Row, reading: Reading) -> None:
    rows = stored_rows(books, version)
    fresh = rows_of(month, "", reading, vetoes(rows))
    if _plain(fresh) != _plain(rows) or reading.digest != version["rules_digest"]:
        amended = version["replaces"] is not None or version["state"] not in WAITING
        verb = "correct --because 理由" if amended else "draft"
        raise RankingStale("ranking_id", shown=str(version["ranking_id"]), verb=verb, month=str(month))


def veto(
    books: Books, month: Month, village: str, because: str, ladder: Ladder, actor: str, today: date
) -> list[Change]:
    """A veto on one village before publication: its grade falls, its score and place stay.

    Errors: ``NotInBooks`` without a draft, ``ActRefused`` after publication, ``ReasonMissing``, ``AlreadySettled``.
    """
    standing = _standing(books, month)
    if standing["state"] not in WAITING:
        raise ActRefused("veto", shown=_title(books, standing), act="否决")
    if not because.strip():
        raise ReasonMissing("reason", shown="否决")
    rows = stored_rows(books, standing)
    vetoed = vetoes(rows)
    if village in vetoed:
        raise AlreadySettled("village", shown=village)
    vetoed[village] = {"veto": because.strip(), "veto_by": actor, "veto_on": today}
    graded = grades([_placed(row) for row in rows], ladder, vetoed)
    changes = []
    for row in rows:
        code = str(row["village"])
        after = row | vetoed.get(code, {}) | {"grade": FAILED if code in vetoed else graded.get(code)}
        if after != row:
            changes.append(Change("ranking_rows", (str(row["ranking_id"]), code), row, after))
    return changes


def publish(
    books: Books, month: Month, reading: Reading, *, actor: str, roles: Collection[str], today: date
) -> list[Change]:
    """The waiting version comes into force; a version it corrects becomes 已更正.

    Errors: ``NotInBooks``, ``AlreadySettled``, ``ObjectionsOpen``, ``RankingStale`` when marks or rules have changed
    since the draft, and the lifecycle's (role, another person, sheets not out).
    """
    standing = _standing(books, month)
    ranking = str(standing["ranking_id"])
    if standing["state"] not in WAITING:
        raise AlreadySettled("ranking_id", shown=ranking)
    waiting = books.table("objections", month=month).where(state="open")
    if len(waiting):
        named = "、".join(str(row["objection_id"]) for row in waiting.rows())
        raise ObjectionsOpen("objection_id", shown=named, month=str(month))
    _check_fresh(books, month, standing, reading)
    done = _act(books, standing, "publish", actor, roles, today, published_by=actor, published_on=today)
    old = books.dossier("rankings", str(standing["replaces"])) if standing["replaces"] else None
    return [done] if old is None else [done, _act(books, old, "correct", actor, roles, today)]


def _standing(books: Books, month: Month) -> dict[str, Cell]:
    found = latest(books, month)
    if found is None:
        raise NotInBooks("ranking_id", shown=f"{month} 的排序")
    return found


def _act(
    books: Books, before: dict[str, Cell], action: str, actor: str, roles: Collection[str], today: date, **given: Cell
) -> Change:
    act = matter.Act(action, given, matter.Hand(actor, roles, today))
    return matter.moved(books, books.schema("rankings"), before, act)


def _title(books: Books, version: Row) -> str:
    states = matter.life(books.schema("rankings")).states
    return f"{version['ranking_id']} {states[str(version['state'])]}"


def _placed(row: Row) -> Placed:
    """A kept row as a place; only village and score matter for its grade."""
    score = row["score"]
    return Placed(
        str(row["village"]), str(row["village_class"]), None if score is None else Decimal(str(score)), None, None
    )


def _plain(rows: Sequence[Row]) -> list[dict[str, Cell]]:
    """Rows without the name of their version, to be compared."""
    return [{name: value for name, value in row.items() if name != "ranking_id"} for row in rows]
