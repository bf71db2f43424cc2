"""One measured run of one reader over one file, in a process of its own: prints seconds and peak memory in MB.

Runs under the interpreter of the reader's own environment; `coda` is a different package in each of them.
"""

import sys
import time
from pathlib import Path


def ours(path):  # noqa: ANN001, ANN201 - also runs under the interpreters of the peers
    """Our reader, default mode: all checks, every movement made."""
    import coda

    movements = findings = 0
    for statement in coda.stream(path):
        movements += len(statement.movements)
        findings += len(statement.findings)
    if findings:
        raise SystemExit(f"{findings} findings in the benchmark file")
    return movements


def pycoda(path):  # noqa: ANN001, ANN201
    """acsone/pycoda."""
    from coda.parser import Parser

    return sum(len(statement.movements) for statement in Parser().parse(Path(path).read_bytes()))


def febelfin_coda(path):  # noqa: ANN001, ANN201
    """tryton/febelfin-coda."""
    from coda import CODA

    return sum(len(list(statement.all_moves)) for statement in CODA(path).statements)


def proxy(path):  # noqa: ANN001, ANN201
    """What no reader in Python can avoid: slice every field of every line, convert amounts and dates."""
    from coda_proxy import slice_and_convert

    return slice_and_convert(path)


def peak_memory():  # noqa: ANN201
    """Peak resident memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


READERS = {"ours": ours, "pycoda": pycoda, "febelfin-coda": febelfin_coda, "proxy": proxy}

if __name__ == "__main__":
    reader = READERS[sys.argv[1]]
    start = time.perf_counter()
    movements = reader(sys.argv[2])
    print(time.perf_counter() - start, peak_memory(), movements)
