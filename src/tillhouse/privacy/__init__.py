"""What keeps people out of tables in which they have no place."""
