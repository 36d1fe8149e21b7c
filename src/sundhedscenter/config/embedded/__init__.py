"""The database that comes with the checkout: three logins, one short state folder, no root, nothing to install."""

from sundhedscenter.config.embedded.errors import SetupProblem
from sundhedscenter.config.embedded.places import DEFAULT_PORT, State
from sundhedscenter.config.embedded.server import EmbeddedServer

__all__ = ["DEFAULT_PORT", "EmbeddedServer", "SetupProblem", "State"]
