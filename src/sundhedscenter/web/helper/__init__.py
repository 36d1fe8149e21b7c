"""Pages for a relative who helps: exactly what the citizen ticked, while it lasts."""
