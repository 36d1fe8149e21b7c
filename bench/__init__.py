"""Benchmarks. Each prints its ratio against a reference measured in the same run; see README.md."""
