"""Forming groups: our solver, two general ones and two rules of thumb on the same nights (python -m bench.formation)."""
