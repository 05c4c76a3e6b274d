"""Errors a person can act on: what is wrong, where, and what to do about it."""


class GuanxiError(Exception):
    """Something the user can mend; shown as one message, never as a traceback.

    `message` says what is wrong and where; `remedy` says what to do next.
    """

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class SettingsError(GuanxiError):
    """A key or value in guanxi.toml is not one that guanxi knows."""


class InputError(GuanxiError):
    """A file or an argument cannot be used as it is."""


class ConflictError(InputError):
    """What is asked for stands against what there is: a name is taken, a thing has ended already."""


class BusyError(GuanxiError):
    """Another command is writing to this workspace."""


class NotFoundError(GuanxiError):
    """A workspace, load, run, table or customer of that name does not exist."""


class NotEnoughDataError(GuanxiError):
    """The data do not carry the model that was asked for."""
