"""Numbers from facts: docs/algorithms/measures.md. Pure: no database, no clock, no settings."""
