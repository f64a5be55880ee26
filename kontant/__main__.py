"""Run kontant as ``python -m kontant``."""

from kontant.cli.entry import main

main()
