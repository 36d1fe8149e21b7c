"""Checks and chores of the tree; each is a command of its own and nothing here runs in production."""
