"""Parts that pages are built of. Each declares its attributes as the keyword parameters of one function."""

from sundhedscenter.web.components.registry import ComponentError, names, render

__all__ = ["ComponentError", "names", "render"]
