"""One round over all offices with nothing new: real schemas, real HTTP, the queue and the workers as in production.

    python benchmarks/polling.py [--offices 1000] [--clients 100] [--latency 50] [--threads 24]

Every office has a schema of its own and so many clients, each with a feed; CodaBox (the sandbox) takes so many
milliseconds before every answer. Beat's task hands the offices out; one worker with threads asks. Everything runs on
this machine, the sandbox too. The rate per credential is switched off and an office asks one feed at a time: at the
careful default of 2 calls per second an office of 100 clients would take 51 s of waiting, whatever the machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.codabox_house import House, Usage, ceiling, house, make_offices, usage, wait_until
from codabox_sync.sandbox.model import Office as SandboxOffice
from codabox_sync.sandbox.model import World

Round = tuple[float, list[float], dict[str, float]]
"""Seconds, the worker's memory on the way, and processor seconds by process."""
GOAL_SECONDS, GOAL_FEEDS, GOAL_CPU = 600.0, 100_000, 3.0


def make_world(offices: int, clients: int) -> World:
    world = World()
    for number in range(offices):
        office = SandboxOffice.named(f"Kantoor {number}")
        for client in range(clients):
            office.add_client(f"Client {client}")
        world.offices.append(office)
    return world


def round_of_all(stage: House, offices: int) -> tuple[float, list[float]]:
    """Seconds until every office was asked, and the worker's memory on the way (MiB)."""
    from codabox_sync.connections.models import Connection
    from codabox_sync.tasks import hand_out_polls

    Connection.objects.update(next_poll_at=None, last_check_at=None)
    began, memory = time.monotonic(), []
    hand_out_polls()

    def done() -> bool:
        memory.append(usage(stage)["worker"].memory)
        return Connection.objects.filter(last_check_at=None).count() == 0

    wait_until(done, 3600, pause=1)
    return time.monotonic() - began, memory


def spent(before: dict[str, Usage], after: dict[str, Usage]) -> dict[str, float]:
    return {name: after[name].seconds - before[name].seconds for name in after}


def report(options: argparse.Namespace, most: float, rounds: list[Round]) -> bool:
    """The table; whether the goals are reached."""
    from codabox_sync.connections.models import Connection

    feeds = options.offices * options.clients
    if options.latency:
        most = min(most, options.threads / (options.latency / 1000))
    print(f"\n{options.offices} offices of {options.clients} clients, {options.latency} ms, {options.threads} threads")
    print(f"{'round':>6} {'seconds':>8} {'feeds/s':>8} {'of the most':>12} {'ms CPU/feed':>12} {'worker, MiB':>14}")
    for number, (seconds, memory, cost) in enumerate(rounds, 1):
        ours = 1000 * (sum(cost.values()) - cost["sandbox"]) / feeds
        print(
            f"{number:>6} {seconds:>8.1f} {feeds / seconds:>8.0f} {feeds / seconds / most:>12.0%} {ours:>12.2f} "
            f"{memory[0]:>6.0f} → {memory[-1]:.0f}"
        )
    print(f"the most the sandbox gives to so many bare connections: {most:.0f} answers/s")
    print("ms CPU per feed: " + ", ".join(f"{name} {1000 * spent / feeds:.2f}" for name, spent in sorted(cost.items())))
    faults = Connection.objects.exclude(fault="").count()
    whole = seconds * GOAL_FEEDS / feeds
    print(
        f"100,000 feeds: {whole / 60:.1f} minutes (goal 10), {ours:.2f} ms CPU each (goal {GOAL_CPU}), {faults} faults"
    )
    return faults == 0 and whole <= GOAL_SECONDS and ours <= GOAL_CPU


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offices", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--latency", type=float, default=50, metavar="MS")
    parser.add_argument("--threads", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    settings = {"CODABOX_REQUESTS_PER_SECOND": "0", "CODABOX_CONCURRENCY": "1", "CODABOX_QUEUE_SECONDS": "7200"}
    with house(make_world(options.offices, options.clients), latency=options.latency / 1000, **settings) as stage:
        began = time.monotonic()
        make_offices(stage.world)
        print(f"{options.offices} schemas laid in {time.monotonic() - began:.0f} s")
        most = ceiling(stage, 6000, threads=64)
        stage.start_worker("worker", "-Q", "poll", "-P", "threads", "-c", str(options.threads))
        rounds = []
        for _ in range(options.rounds):
            before = usage(stage)
            seconds, memory = round_of_all(stage, options.offices)
            rounds.append((seconds, memory, spent(before, usage(stage))))
        return 0 if report(options, most, rounds) else 1


if __name__ == "__main__":
    raise SystemExit(main())
