"""`python -m guanxi`: the command line."""

from guanxi.entry.cli import main

main()
