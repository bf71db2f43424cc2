"""Precision and recall of the matching engine over labelled made-up dossiers.

    python benchmarks/matching_accuracy.py [--dossiers 40] [--rounds 300] [--seed 1] [--same-amounts 0.25] [--show 10]

*Precision* counts what is placed without review: the items and amounts, or the relation alone, must be the true ones.
*Recall* counts the lines that the data decides: the true items, amounts and relation must have been found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.matching_dossier import Dossier, Label
from benchmarks.matching_scenarios import fill
from financial.matching import Line, Result, match

GOAL_PRECISION, GOAL_RECALL = 0.999, 0.95


def is_right(result: Result, label: Label) -> bool:
    """Whether what was placed is what the line truly pays."""
    placed = {(a.relation, a.document): a.amount for a in result.allocations}
    if label.indirect or result.status == "indirect":
        return label.indirect == (result.status == "indirect")
    if not result.status:
        return label.owner is None and not label.pays
    return placed == label.pays and (result.account_type, result.account) == label.owner


@dataclass
class Score:
    """Counts under one name."""

    lines: int = 0
    placed: int = 0
    unreviewed: int = 0
    unreviewed_right: int = 0
    decidable: int = 0
    found: int = 0
    found_unreviewed: int = 0

    def add(self, result: Result, label: Label) -> None:
        """Counts one line."""
        right = is_right(result, label)
        self.lines += 1
        if result.status:
            self.placed += 1
            if not result.review:
                self.unreviewed += 1
                self.unreviewed_right += right
        if label.decidable and (label.pays or label.owner):
            self.decidable += 1
            self.found += right
            self.found_unreviewed += right and not result.review

    @property
    def precision(self) -> float:
        return self.unreviewed_right / self.unreviewed if self.unreviewed else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.decidable if self.decidable else 1.0

    def row(self, name: str) -> str:
        """One line of the report."""
        alone = self.found_unreviewed / self.decidable if self.decidable else 1.0
        return (
            f"| {name} | {self.lines:,} | {self.unreviewed:,} | {self.precision:.3%} | {self.decidable:,} "
            f"| {self.recall:.2%} | {alone:.2%} |"
        )


@dataclass
class Report:
    """Everything measured."""

    total: Score = field(default_factory=Score)
    scenarios: dict[str, Score] = field(default_factory=dict)
    steps: dict[str, Score] = field(default_factory=dict)
    confidences: dict[str, Score] = field(default_factory=dict)
    wrong: list[tuple[Line, Result, Label, int]] = field(default_factory=list)
    missed: list[tuple[Line, Result, Label, int]] = field(default_factory=list)

    def add(self, line: Line, result: Result, label: Label, seed: int) -> None:
        """Counts one line everywhere."""
        self.total.add(result, label)
        for scores, name in (
            (self.scenarios, label.scenario),
            (self.steps, result.step or "(none)"),
            (self.confidences, result.confidence or "(none)"),
        ):
            scores.setdefault(name, Score()).add(result, label)
        if not is_right(result, label):
            if result.status and not result.review:
                self.wrong.append((line, result, label, seed))
            elif label.decidable and (label.pays or label.owner):
                self.missed.append((line, result, label, seed))


def measure(dossiers: int, rounds: int, seed: int, same_amounts: float) -> Report:
    """Matches the dossiers and compares."""
    report = Report()
    for number in range(dossiers):
        dossier = Dossier(seed * 1000 + number, same_amounts)
        fill(dossier, rounds)
        case = dossier.case()
        for line, result in zip(case.lines, match(case), strict=True):
            report.add(line, result, dossier.labels[str(line.id)], dossier.seed)
    return report


def show(title: str, found: list[tuple[Line, Result, Label, int]], most: int) -> None:
    """The first mistakes in full."""
    counts = Counter(label.scenario for _, _, label, _ in found)
    print(f"\n{title}: {len(found)} {dict(counts)}")
    for line, result, label, seed in found[:most]:
        print(f"- dossier {seed} {label.scenario}: {line}\n    got  {result}\n    true {label.owner} {label.pays}")


def main() -> int:
    """Prints the report; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--same-amounts", type=float, default=0.25, help="share of items with a common amount")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    report = measure(options.dossiers, options.rounds, options.seed, options.same_amounts)
    for title, scores in (
        ("step", report.steps),
        ("confidence", report.confidences),
        ("scenario", report.scenarios),
    ):
        print(f"\n| {title} | lines | without review | precision | decidable | recall | without review |")
        print("|---|---|---|---|---|---|---|")
        for name, score in sorted(scores.items()):
            print(score.row(name))
    print(report.total.row("**all**"))
    if options.show:
        show("wrong without review", report.wrong, options.show)
        show("missed", report.missed, options.show)
    print(f"\ngoals: precision ≥ {GOAL_PRECISION:.1%}, recall ≥ {GOAL_RECALL:.0%}")
    reached = report.total.precision >= GOAL_PRECISION and report.total.recall >= GOAL_RECALL
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
