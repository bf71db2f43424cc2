"""One measured run of one reader over one file, in a process of its own: prints CPU seconds and peak memory in MB.

Runs under the interpreter of the reader's own environment; `coda` is a different package in each of them. The clock
runs for the reading alone, not for starting Python and importing.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

Reader = Callable[[str], int]
"""Reads a file and gives the number of its movements."""


def ours() -> Reader:
    """Our reader, default mode: all checks, every movement made."""
    import coda

    def read(path: str) -> int:
        movements = 0
        for statement in coda.stream(path):
            movements += len(statement.movements)
            if statement.findings:
                raise SystemExit(f"{statement.findings[0]} in the benchmark file")
        return movements

    return read


def ours_with_values() -> Reader:
    """The same, and every field of every movement and information record is asked for."""
    import coda

    movement_values, information_values = (
        attrgetter(*(field.name for field in dataclasses.fields(model))) for model in (coda.Movement, coda.Information)
    )

    def read(path: str) -> int:
        movements = 0
        for statement in coda.stream(path):
            for movement in statement.movements:
                movement_values(movement)
                for information in movement.information:
                    information_values(information)
            movements += len(statement.movements)
        return movements

    return read


def pycoda() -> Reader:
    """acsone/pycoda."""
    from coda.parser import Parser

    return lambda path: sum(len(statement.movements) for statement in Parser().parse(Path(path).read_bytes()))


def febelfin_coda() -> Reader:
    """tryton/febelfin-coda."""
    from coda import CODA

    return lambda path: sum(len(list(statement.all_moves)) for statement in CODA(path).statements)


def proxy() -> Reader:
    """What no reader in Python can avoid: slice every field of every line, convert amounts and dates."""
    from coda_proxy import slice_and_convert

    return slice_and_convert


def peak_memory() -> float:
    """Peak resident memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


READERS = {
    "ours": ours,
    "ours, every text read": ours_with_values,
    "pycoda": pycoda,
    "febelfin-coda": febelfin_coda,
    "proxy": proxy,
}

if __name__ == "__main__":
    reader = READERS[sys.argv[1]]()
    start = time.process_time()
    movements = reader(sys.argv[2])
    print(time.process_time() - start, peak_memory(), movements)
