"""What can go wrong before the site stands. Each message says what was found, where, and the mend."""


class SetupProblem(Exception):
    """Something on this machine keeps the site from starting; the text is for the person at the keyboard."""


class StateFolderUnusable(SetupProblem):
    """The state folder cannot be made, is not ours, or the database's user may not enter it."""


class SocketPathTooLong(SetupProblem):
    """The database's socket would lie deeper than the operating system allows."""


class BinariesNotFound(SetupProblem):
    """PostgreSQL's own programs are not where they should be."""


class AlreadyRunning(SetupProblem):
    """Another supervisor holds this state folder."""


class ServerDidNotStart(SetupProblem):
    """PostgreSQL ended or never answered."""


class PortTaken(SetupProblem):
    """Another program listens on the port the site was to use."""
