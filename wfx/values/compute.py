"""``pyarrow.compute``, loaded when the first of its functions is called.

Loading it makes some three hundred wrappers, which takes as long as a sixth of ``wfx status``; commands that only look
at a few rows need none of them.
"""

import importlib.util
import sys
from typing import Any

if importlib.util.find_spec("dateutil") is None:  # Arrow looks for it along the whole path each time it guesses a type
    sys.modules.setdefault("dateutil", None)  # type: ignore[arg-type] # Python's own way to say it is not there


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the library has under that name
    import pyarrow.compute as pc  # noqa: PLC0415 - the point of this module

    return getattr(pc, name)
