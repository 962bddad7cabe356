"""Why a person is not changed so, or does not come in: a code, whose sentence is in `wording`."""


class PersonRefused(Exception):
    """A person cannot be changed so; `code` is a key of `people.wording.SENTENCES`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code
