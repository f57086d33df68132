"""Any published ranking read as it stands: places, units, scores and the parts a score is made of.

Content decides, titles are hints. Nothing is judged here: a cell that cannot be read is a word of its line.
"""

from wfx.intake.ranking.cells import Line
from wfx.intake.ranking.columns import Said
from wfx.intake.ranking.joining import Ranking
from wfx.intake.ranking.reading import Read, holds_ranking, read_rankings

__all__ = ["Line", "Ranking", "Read", "Said", "holds_ranking", "read_rankings"]
