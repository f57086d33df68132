"""Which form a sheet is: its required columns are there, enough of the others speak for it, and no other form may be.

A word on its own is no form: 编号 stands at the end of 户编号, 资产编号 and 整改编号, and heads the lists of lamps and
keys. Where only such a word, or half of the titles or less, speaks for a form, a person is asked.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wfx.intake.grid import Grid
from wfx.intake.headers import ORDINAL, Matched, Vocabulary, bare_title, best_block, fold
from wfx.intake.likeness import alike
from wfx.values.errors import Place, UnknownSheet, WfxError, WhichForm

_BARE_FROM = 3  # so many forms have longer titles that end in a bare one
_COMMON_FROM = 6  # and so many have a common one
_STRONG = 2
_HALF, _MOST = 0.5, 0.7
_NEAR = 0.9
_NOUN = 0.5  # what the form is of is named by a title: 户, 资产
_KNOWN, _SHARED = 0.2, 0.6  # a title known and not kept, one that several forms have; one of the form's own counts 1
_ABOVE = 8


@dataclass(frozen=True)
class Recognised:
    """What a sheet is: the form it is ``taken`` for, or those it may be."""

    taken: Matched | None = None
    maybe: tuple[Matched, ...] = ()


def recognise(grid: Grid, words: Sequence[Vocabulary], *, wanted: str | None = None) -> Recognised:
    """The form a sheet is. ``wanted``: the form that was said, taken even where words it is known by are missing."""
    found = best_block(grid, words)
    if wanted:
        return Recognised(found[0] if found else None)
    whole = [matched for matched in found if not matched.missing]
    if not whole:
        return Recognised()
    called = [matched for matched in whole if fold(matched.form.title) == fold(grid.sheet)]
    if len(called) == 1:  # the sheet bears the form's own name, as a blank one does
        return Recognised(called[0])
    vocabularies = {each.form.name: each for each in words}
    bare = _bare(words)
    clear = [matched for matched in whole if _speaks(grid, matched, vocabularies[matched.form.name], bare)]
    if not clear:
        return Recognised(None, tuple(matched for matched in whole if _share(matched) >= _HALF))
    best = max(map(_rank, clear))
    called = [matched for matched in clear if fold(matched.form.title) == fold(grid.sheet)]  # as a blank form is
    first = called if len(called) == 1 else [matched for matched in clear if _rank(matched) == best]
    named = [matched for matched in first if _is_named(grid, matched)] if len(first) > 1 else first
    chosen = named or first
    if len({matched.form.ledgers for matched in chosen}) > 1:
        return Recognised(None, tuple(chosen))
    return Recognised(max(chosen, key=lambda matched: -len(matched.problems)))


def _rank(matched: Matched) -> tuple[int, int]:
    return matched.known, len(matched.form.recognise)


def _bare(words: Sequence[Vocabulary]) -> frozenset[str]:
    """Titles that say nothing alone: those in which longer titles of several forms end, and those of many forms."""
    ends: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for vocab in words:
        titles = {*vocab.fields, *vocab.ignored}
        shared.update(titles)
        ends.update({title[at:] for title in titles for at in range(1, len(title)) if len(title) - at > 1})
    bare = {word for word, count in ends.items() if count >= _BARE_FROM}
    return frozenset(bare | {word for word, count in shared.items() if count >= _COMMON_FROM})


def _speaks(grid: Grid, matched: Matched, vocab: Vocabulary, bare: Collection[str]) -> bool:
    """Whether enough of the sheet's titles are the form's."""
    titles = {fold(title) for title in matched.titles.values() if title} - {ORDINAL}
    if vocab.form.matched or not titles:
        return True
    share = _share(matched)
    own = {fold(word) for word in matched.form.recognise}
    weak = [word for word in own if word not in titles and not any(bare_title(title) == word for title in titles)]
    by_alias = [word for word in weak if _only_bare(vocab, word, titles, bare)]
    strong = sum(1 for title in titles if title not in bare and (title in vocab.fields or title in vocab.ignored))
    if by_alias:
        return _is_named(grid, matched) or (strong >= _STRONG and share >= _MOST)
    return share >= _HALF or _is_named(grid, matched)


def _share(matched: Matched) -> float:
    """How many of the sheet's titles the form knows, of one."""
    return matched.known / max(1, sum(1 for title in matched.titles.values() if fold(title)))


def _only_bare(vocab: Vocabulary, word: str, titles: Collection[str], bare: Collection[str]) -> bool:
    """Whether nothing but bare words stands for a word by which the form is known."""
    same = {(ledger, one.name) for ledger, one in vocab.fields.get(word, ())}
    spelled = [
        title
        for title in titles
        if any((ledger, one.name) in same for ledger, one in vocab.fields.get(bare_title(title), ()))
    ]
    return all(bare_title(title) in bare for title in spelled)


def _is_named(grid: Grid, matched: Matched) -> bool:
    """Whether the sheet's name or a line above its header calls it by the form's title."""
    lines = (str(grid.cell(row, column)) for row in range(1, min(matched.first - 1, _ABOVE)) for column in (1, 2, 3))
    return any(fold(matched.form.title) in fold(line) for line in (grid.sheet, *grid.about, *lines))


def doubt(grid: Grid, maybe: Sequence[Matched]) -> WfxError:
    """The question what a sheet is, with what speaks for each form."""
    best = sorted(maybe, key=lambda matched: (-matched.known, len(matched.problems)))
    shown = "、".join(f"“{matched.form.title}”" for matched in best)
    first = best[0]
    titles = len({fold(title) for title in first.titles.values() if title})
    why = f"{titles} 列里“{first.form.title}”认得 {first.known} 列。"
    return WhichForm(grid.place(first.first - 1), shown, why=why, form=first.form.title, path=grid.file)


def unknown(name: str, grids: Sequence[Grid], words: Sequence[Vocabulary]) -> WfxError:
    """A file in which no sheet is known, with the form whose titles are most like its own."""
    best = max((near for grid in grids for near in _nearest(grid, words)), default=None, key=lambda near: near[0])
    if best is None or best[0] < _NEAR:
        return UnknownSheet(Place(file=name), nearest=",没有一列的列名是认得的", blank="表名")
    _, title, missing = best
    lacks = f",还缺列:{'、'.join(missing)}" if missing else ""
    return UnknownSheet(Place(file=name), nearest=f";最接近的是“{title}”{lacks}", blank=f"{title} -o 空表.xlsx")


def _nearest(grid: Grid, words: Sequence[Vocabulary]) -> Iterator[tuple[float, str, tuple[str, ...]]]:
    rows = range(1, min(grid.height, _ABOVE) + 1)
    found = {matched.form.name: matched for matched in best_block(grid, words)}
    shared = Counter(title for vocab in words for title in {*vocab.fields, *vocab.ignored})
    for vocab in words:
        matched = found.get(vocab.form.name)
        missing = matched.missing if matched else vocab.form.recognise
        near = [_likeness({fold(str(column[row - 1])) for column in grid.columns}, vocab, shared) for row in rows]
        yield max(near, default=0), vocab.form.title, tuple(missing)


def _likeness(titles: Collection[str], vocab: Vocabulary, shared: Mapping[str, int]) -> float:
    """How much the titles are like the form's: what few forms have counts more, what only resembles counts less."""
    known = {*vocab.fields, *vocab.ignored}
    nouns = {fold(word).removesuffix("编号") for word in vocab.form.recognise if word.endswith("编号")}
    total = _NOUN * any(noun in title for noun in nouns for title in titles)
    for title in titles:
        if not title or title == ORDINAL or title.isdecimal() or len(title) > 20:  # noqa: PLR2004 - a sentence is no title
            continue
        if title in known:
            total += _KNOWN if title not in vocab.fields else 1 if shared[title] < _BARE_FROM else _SHARED
        else:
            total += max((alike(title, each) for each in vocab.fields), default=0.0)
    return total
