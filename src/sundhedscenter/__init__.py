"""Det Digitale Sundhedscenter."""

__version__ = "0.1.0"
