"""All pages of the centre; translates requests to calls on the rooms below."""
