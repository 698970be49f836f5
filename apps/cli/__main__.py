"""`python -m apps.cli` is the same as `storyscope`."""

from apps.cli.main import run

run()
