"""From gold to what each audience reads: built beside what is there, checked, then swapped."""
