"""The demo log-in: one page of made-up people. Stands beside the real log-in, never in its place."""
