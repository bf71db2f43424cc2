"""What can go wrong in a demo that is nobody's bug: told in one line, without a traceback."""


class DemoFailed(Exception):
    """The demo cannot go on; the message says why."""


class PollFailed(DemoFailed):
    """The first poll did not end well; the message says which office and why."""
