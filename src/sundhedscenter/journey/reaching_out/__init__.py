"""Who needs a word from us, why, what was tried, and whether it helped (docs/algorithms/reaching-out.md)."""
