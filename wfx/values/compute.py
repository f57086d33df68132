"""``pyarrow.compute``, loaded when the first of its functions is called.

Loading it makes some three hundred wrappers, which takes as long as a sixth of ``wfx status``; commands that only look
at a few rows need none of them.
"""

from typing import Any


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the library has under that name
    import pyarrow.compute as pc  # noqa: PLC0415 - the point of this module

    return getattr(pc, name)
