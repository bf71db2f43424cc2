"""Speed and memory of the CODA reader beside its two Python peers and a yardstick; prints one table.

    python benchmarks/coda.py [--rounds 5] [--statements 400]

The peers are installed from PyPI into environments of their own (below `.afpunt/`): both are importable as `coda`, so
never in ours. Every run is a process of its own, taken in turns; the table gives medians.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WORKPLACE = ROOT / ".afpunt"
RUNNER = Path(__file__).with_name("coda_run.py")
PEERS = {"pycoda": "pycoda==1.1.0", "febelfin-coda": "febelfin-coda==0.5.0"}
GOALS = "goals: ≥ 3 × the faster peer, ≥ 60 % of the proxy, peak ≤ 25 MB"


class Run(NamedTuple):
    """What one process measured."""

    seconds: float
    peak: float
    movements: int


def interpreter(tool: str) -> Path:
    """The Python that runs `tool`; a peer gets an environment of its own on first use."""
    if tool not in PEERS:
        return Path(sys.executable)
    home = WORKPLACE / "bench-venvs" / tool
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEERS[tool]], check=True)
    return python


def measure(tool: str, path: Path) -> Run:
    """One run of `tool` over `path` in a new process."""
    places = [str(ROOT)] if tool.startswith("ours") else [str(RUNNER.parent)] if tool == "proxy" else []
    done = subprocess.run(
        [str(interpreter(tool)), "-P", str(RUNNER), tool, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak, movements = done.stdout.split()
    return Run(float(seconds), float(peak), int(movements))


def write_file(statements: int) -> Path:
    """The file to read, made once per size in a process of its own."""
    path = WORKPLACE / f"bench-{statements}.cod"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        maker = RUNNER.with_name("coda_file.py")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-P", str(maker), str(path), str(statements)], env=environment, check=True)
    return path


def print_table(runs: dict[str, list[Run]], path: Path) -> None:
    """Medians per tool, and ours against the faster peer and the yardstick."""
    lines, size = path.read_bytes().count(b"\n"), path.stat().st_size / 1e6
    movements = {run.movements for tool in runs.values() for run in tool}
    seconds = {tool: median(run.seconds for run in measured) for tool, measured in runs.items()}
    peer = min(seconds[name] for name in PEERS)
    print(f"{lines:,} lines, {size:.1f} MB, movements read: {movements}, median of {len(runs['ours'])} rounds")
    print("| tool | s | min s | lines/s | MB/s | peak MB | × faster peer | % of proxy |")
    print("|---|---|---|---|---|---|---|---|")
    for tool, measured in runs.items():
        taken, peak = seconds[tool], median(run.peak for run in measured)
        print(
            f"| {tool} | {taken:.3f} | {min(run.seconds for run in measured):.3f} | {lines / taken:,.0f} "
            f"| {size / taken:.1f} | {peak:.1f} | {peer / taken:.2f} | {100 * seconds['proxy'] / taken:.0f} |"
        )
    print(GOALS)


def main() -> None:
    """Parses the command line, measures in turns, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--statements", type=int, default=400, help="400 make about 265,000 lines")
    options = parser.parse_args()
    path = write_file(options.statements)
    tools = ("ours", "ours, every text read", *PEERS, "proxy")
    runs: dict[str, list[Run]] = {tool: [] for tool in tools}
    for _ in range(options.rounds):
        for tool in tools:
            runs[tool].append(measure(tool, path))
    print_table(runs, path)


if __name__ == "__main__":
    main()
