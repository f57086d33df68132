"""整改: every problem fed back or found, taken to its closing by different hands (MISSION M21).

Its verbs, lists and forms are declared in ``duty.toml``; here is what no data says.
"""

from wfx.duties.matter_found import LEDGER, open_from
from wfx.duties.rectify.matters import send_on

__all__ = ["LEDGER", "open_from", "send_on"]
