"""CODA-afschriftregels verwerken."""


def process_new_lines() -> None:
    """."""
