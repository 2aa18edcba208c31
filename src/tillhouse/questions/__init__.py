"""What deliveries do not decide: the questions, and the answers that were given to them (R26)."""
