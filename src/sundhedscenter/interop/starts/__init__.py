"""Coming starts with free seats, as a feed (RSS 2.0) and as a calendar (RFC 5545)."""
