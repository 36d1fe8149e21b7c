"""The offer workshop: an editor's own offers, what others have written, and where the partnership has gaps."""
