"""The desk: opens the books, calls a duty, records its changes; the only hand that writes."""
