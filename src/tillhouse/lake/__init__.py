"""Bronze: every delivery once, as delivered, in Delta tables whose log is the ledger."""
