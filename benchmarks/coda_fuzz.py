"""Damages files at random and reads them, watching for exceptions, hangs and memory.

    python benchmarks/coda_fuzz.py [--minutes 30] [--processes 2] [--seed N]

Anything but a CodaError, more than MEMORY_LIMIT for a file of 10 MB or a pace below SLOWEST (in processor time, so that
a busy computer raises no alarm) stops the run with exit status 1 and leaves the file in the temporary directory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # not this folder, which has a coda.py of its own

import coda  # noqa: E402
from coda.anonymise import anonymise  # noqa: E402

GOLDEN = ROOT / "tests" / "coda" / "golden"
FILE_SIZE = 10_000_000
MEMORY_LIMIT = 64_000_000
"""Bytes that a process may use beside the input itself."""
SLOWEST = 250_000
"""Bytes per second, also on a slow computer."""
INTERESTING = (b"\r\n", b"\n", b"\r", b"\x00", b"\x1a", b"\xff", b"\xc3\xa9", b"0", b"9", b" ", b"21", b"0000", b"\x80")


class Failure(Exception):
    """What must not happen did."""


def damage(raw: bytes, random: Random) -> bytes:
    """A few random changes: bytes, pieces, lines."""
    changed = bytearray(raw)
    for _ in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(changed) + 1)
        piece = random.choice(INTERESTING)
        match random.randrange(6):
            case 0:
                changed[at : at + len(piece)] = piece
            case 1:
                changed[at:at] = piece
            case 2:
                del changed[at : at + random.choice((1, 3, 64, 128, 130))]
            case 3:
                changed[at:at] = changed[at : at + random.choice((10, 130, 1300))]
            case 4:
                changed[at : at + 1] = bytes([random.randrange(256)])
            case _:
                other = random.randrange(len(changed) + 1)
                changed[at:at] = changed[other : other + 130]
    return bytes(changed)


def seeds() -> list[bytes]:
    """The golden files, and UTF-16 of one of them."""
    files = [path.read_bytes() for path in sorted(GOLDEN.glob("*.cod"))]
    return [*files, files[0].decode("windows-1252").encode("utf-16")]


def try_file(raw: bytes) -> None:
    """Reads a file in all ways. Raises Failure when something else than a CodaError happens or it takes too long."""
    start = time.process_time()
    for attempt in (read_and_write, read_strictly, anonymise):
        try:
            attempt(raw)
        except coda.CodaError:
            continue
        except Exception as error:
            raise Failure(f"{attempt.__name__}: {error!r}") from error
    seconds = time.process_time() - start
    if seconds > 5 + 3 * len(raw) / SLOWEST:
        raise Failure(f"took {seconds:.1f} s for {len(raw)} bytes")


def read_and_write(raw: bytes) -> None:
    """A file without findings has to come back byte for byte; others are written or refused."""
    file = coda.read(raw)
    for statement in file.statements:
        for movement in statement.movements:
            _ = movement.communication.fields, movement.communication.ogm, movement.counterparty.iban
    if coda.write(file) != raw and not file.findings:
        raise Failure("written differently")


def read_strictly(raw: bytes) -> None:
    """Strict mode raises CheckError or gives all statements."""
    for _ in coda.stream(raw, strict=True):
        pass


def try_large_file(piece: bytes, random: Random) -> None:
    """Reads a damaged file of 10 MB in a process of its own, which must not need more than MEMORY_LIMIT."""
    raw = b"".join(damage(piece, random) for _ in range(FILE_SIZE // max(len(piece), 1)))[:FILE_SIZE]
    process = multiprocessing.get_context("fork").Process(target=_read_within_limit, args=(raw,))
    process.start()
    process.join()
    if process.exitcode != 0:
        process.kill()
        raise Failure(f"large file: exit status {process.exitcode}")


def _read_within_limit(raw: bytes) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (FILE_SIZE // SLOWEST, FILE_SIZE // SLOWEST))
    before = _peak()
    try:
        coda.read(raw)
    except coda.CodaError:
        return
    if _peak() - before > MEMORY_LIMIT:
        print(f"memory {_peak() - before:,}", file=sys.stderr)
        sys.exit(1)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(seed: int, deadline: float) -> None:
    """Damages and reads until the deadline."""
    random = Random(seed)
    files = seeds()
    done = 0
    while time.monotonic() < deadline:
        raw = damage(random.choice(files), random)
        try:
            try_file(raw)
            if done % 2_000 == 1_999:
                try_large_file(random.choice(files), random)
        except Failure as failure:
            path = Path(tempfile.gettempdir()) / f"coda-fuzz-{seed}-{done}.cod"
            path.write_bytes(raw)
            print(f"{failure} (file {path})", file=sys.stderr)
            sys.exit(1)
        done += 1
    print(f"seed {seed}: {done:,} files")


def main() -> int:
    """Runs as many processes as asked; exit status 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = parser.parse_args()
    deadline = time.monotonic() + options.minutes * 60
    workers = [
        multiprocessing.Process(target=run, args=(options.seed + index, deadline)) for index in range(options.processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return int(any(worker.exitcode for worker in workers))


if __name__ == "__main__":
    sys.exit(main())
