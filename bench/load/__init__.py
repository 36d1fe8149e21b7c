"""Many citizens at once against the whole site; see ../README.md."""
