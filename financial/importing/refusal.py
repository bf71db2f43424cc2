"""Why a statement is not imported."""


class ImportRefused(Exception):
    """The statement does not fit what is already there. `code` is one of `codabox_sync.reasons`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
