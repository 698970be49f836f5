"""Measured speed; nothing here is asserted. `python -m benchmarks [name ...] [--quick] [--json]`."""
