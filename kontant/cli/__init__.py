"""The command line: parse, call, render. No rule and no SQL here."""
