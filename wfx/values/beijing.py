"""Beijing time, the only time there is: a fixed offset, whatever the machine's zone."""

from datetime import timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8))
