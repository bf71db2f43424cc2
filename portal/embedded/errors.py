"""What can go wrong with servers on one's own machine; each message says what to do."""

from pathlib import Path


class EmbeddedError(Exception):
    """Root of the tree."""


class AlreadyRunning(EmbeddedError):
    """Another process holds this data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Afpunt already runs on {folder}. Stop that one first, or look in demo.json where it is.")


class StillStopping(EmbeddedError):
    """The servers of a run that was killed take longer to end than we wait."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The servers on {folder} are still stopping after the last run was killed. Try again soon.")


class NotOurs(EmbeddedError):
    """The data folder was made by another account."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} belongs to another account. Run as that account, or set AFPUNT_HOME to a new folder."
        )


class BinaryMissing(EmbeddedError):
    """A server program is nowhere to be found."""


class ServerFailed(EmbeddedError):
    """A process ended, or never became ready; the end of its log is in the message."""

    def __init__(self, name: str, log: Path) -> None:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
        super().__init__(f"{name} failed; the end of {log}:\n{tail}")
