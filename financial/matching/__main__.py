"""Replays a case: `python -m financial.matching CASE.json` prints what the engine makes of it, as JSON.

Exit status 0; 2 when the file cannot be read or is not a case, with the field that is wrong on standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from financial.matching.case import read, write_results
from financial.matching.engine import Matcher
from financial.matching.fields import CaseError

USAGE = "usage: python -m financial.matching CASE.json   (- reads standard input)"


def main(arguments: list[str]) -> int:
    """Runs the command; gives its exit status."""
    if len(arguments) != 1 or arguments[0].startswith("--"):
        return _fail(USAGE)
    try:
        name = arguments[0]
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        case = read(raw.decode("utf-8-sig"))
    except OSError as error:
        return _fail(f"{arguments[0]}: {error.strerror}")
    except UnicodeDecodeError:
        return _fail(f"{arguments[0]}: not UTF-8")
    except CaseError as error:
        return _fail(f"{arguments[0]}: {error}")
    matcher = Matcher(
        own_accounts=case.own_accounts,
        relations=case.relations,
        open_items=case.open_items,
        coding_rules=case.coding_rules,
        settings=case.settings,
    )
    if case.settings.default_posting and matcher.default_rule is None:
        sys.stderr.write('settings.default_posting: no coding rule "" 00 00 000 names an account; nothing is posted\n')
    result = write_results(matcher.match(case.lines)) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(result.encode("utf-8", "backslashreplace"))  # half a surrogate pair comes out as it came in
    return 0


def _fail(reason: str) -> int:
    sys.stderr.write(reason + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
