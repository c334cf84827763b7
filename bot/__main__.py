"""`python -m bot` is `fifty-fifty`."""

from bot.cli import main

main()
