"""Commands about the books themselves: founding, keys, law, copies, the audit trail."""
