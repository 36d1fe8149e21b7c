"""iCalendar (RFC 5545): a seat's meetings as a file that any calendar can read."""
