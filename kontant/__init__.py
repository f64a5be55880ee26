"""kontant: follow-up on people on kontanthjælp (Danish cash benefit), from a terminal."""

__version__ = "0.1.0"
