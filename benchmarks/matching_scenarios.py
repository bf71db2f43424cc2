"""What happens on a Belgian company's bank account, and how often."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import matching_hard as hard
from benchmarks import matching_named as named
from benchmarks import matching_unnamed as unnamed
from benchmarks.matching_dossier import Dossier

Scenario = Callable[[Dossier], None]

SCENARIOS: tuple[tuple[Scenario, int], ...] = (
    (named.ogm_structured, 14),
    (named.ogm_supplier, 5),
    (named.ogm_free_text, 6),
    (named.ogm_mistyped, 2),
    (named.ogm_part, 1),
    (named.ogm_over, 1),
    (named.ogm_unknown, 1),
    (named.rf_reference, 2),
    (named.end_to_end, 2),
    (named.number_in_text, 14),
    (named.number_in_information, 2),
    (named.several_numbers, 5),
    (named.part_payment, 3),
    (named.discount, 3),
    (named.credit_deducted, 2),
    (named.refund, 2),
    (unnamed.party_number, 3),
    (unnamed.account_and_amount, 8),
    (unnamed.account_equal_amounts, 2),
    (unnamed.account_earlier_paid, 1),
    (unnamed.account_no_item, 2),
    (unnamed.whole_balance, 2),
    (unnamed.shared_account, 2),
    (unnamed.payment_provider, 1),
    (unnamed.wrong_account, 2),
    (named.supplier_collision, 2),
    (unnamed.salary, 3),
    (unnamed.taxes, 2),
    (unnamed.own_transfer, 2),
    (unnamed.bank_costs, 2),
    (unnamed.card_payment, 3),
    (unnamed.amount_alone, 2),
    (unnamed.amount_tie, 1),
    (unnamed.noise_only, 3),
    (named.noise_that_collides, 4),
    (named.closed_number, 1),
    (named.stray_number, 2),
    (named.paid_twice, 1),
    (named.came_back, 1),
    (named.collective, 1),
    (named.direct_debit, 2),
    (unnamed.their_client_number, 1),
    (hard.ogm_by_stranger, 2),
    (hard.number_before_year, 2),
    (hard.number_with_dot, 1),
    (hard.few_digits, 3),
    (hard.list_cut_short, 3),
    (hard.list_with_a_settled_one, 1),
    (hard.credit_only_named, 1),
    (hard.namesake, 2),
    (hard.their_reference_too, 2),
    (hard.same_by_account_twice, 1),
    (hard.letters_within, 1),
    (hard.like_a_vat_number, 1),
    (hard.card_slip, 1),
    (hard.from_own_account, 1),
)


def fill(d: Dossier, rounds: int) -> None:
    """Lets the scenarios happen `rounds` times, by their weight."""
    scenarios = [scenario for scenario, _ in SCENARIOS]
    weights = [weight for _, weight in SCENARIOS]
    for scenario in d.rng.choices(scenarios, weights, k=rounds):
        scenario(d)
