"""Keeping house in the git directory: loose objects are gathered into a pack, nothing is ever pruned."""

from dataclasses import dataclass
from pathlib import Path

from wfx.store.objects.git import Git
from wfx.store.objects.gitdir import check_safe
from wfx.store.objects.lock import writing

REPACK_AT = 32 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """Loose objects and their bytes on disk before and after, and whether they were packed."""

    loose_before: int
    bytes_before: int
    loose_after: int
    bytes_after: int
    packed: bool


def maintain(folder: Path, *, at: int = REPACK_AT) -> Kept:
    """Pack when the loose objects take ``at`` bytes or more (0: always), and renew the commit-graph.

    Errors: ``BooksBusy``, ``GitFailed``.
    """
    check_safe(folder)
    with writing(folder), Git(folder) as git:
        before = git.loose()
        packed = before[0] > 0 and before[1] >= at
        if packed:
            git.repack()
            git.write_commit_graph()
        return Kept(*before, *git.loose(), packed)
