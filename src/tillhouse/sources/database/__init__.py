"""Tables that a database holds: only the declared columns, in one snapshot, as text."""
