"""The rules: pure functions from one timeline and a date to flags. No I/O, no SQL, no clock."""
