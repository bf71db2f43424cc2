"""The command line: `python -m coda read | check | codes | anonymise`.

Exit status: 0 fine, 1 findings of severity error, 2 not a CODA file (or one that cannot be opened, or wrong use).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from coda import codes
from coda.anonymise import anonymise
from coda.as_json import file_as_json
from coda.errors import CodaError
from coda.findings import LANGUAGES, Finding, Severity
from coda.model import CodaFile
from coda.reader import read
from coda.table import statement_lines

FINE, ERRORS, NOT_CODA = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m coda", description="Reads, checks and anonymises CODA files.")
    commands = parser.add_subparsers(required=True)
    reading = commands.add_parser("read", help="show statements and movements")
    _add_files(reading)
    reading.add_argument("--json", action="store_true", help="one JSON object per file, one per line")
    reading.add_argument("--indent", action="store_true", help="JSON for people")
    reading.set_defaults(run=_read)
    checking = commands.add_parser("check", help="show findings only")
    _add_files(checking)
    checking.set_defaults(run=_check)
    labels = commands.add_parser("codes", help="the meaning of a transaction code, such as 01 50 000 or 00150000")
    labels.add_argument("code", nargs="+", help="family [transaction [category]], or all eight digits")
    _add_language(labels)
    labels.set_defaults(run=_codes)
    hiding = commands.add_parser("anonymise", help="replace names, accounts and texts; keep layout and amounts")
    hiding.add_argument("file", help="a file, or - for standard input")
    hiding.add_argument("--output", "-o", help="where to write it; standard output by default")
    hiding.set_defaults(run=_anonymise)
    return parser


def _add_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="+", help="files, or - for standard input")
    _add_language(command)


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lang", choices=LANGUAGES, default="en")


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _load(name: str) -> CodaFile | None:
    """The file, or None after saying why it cannot be read."""
    try:
        return read(BytesIO(_content(name)))
    except (CodaError, OSError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None


def _status(findings: Iterable[Finding]) -> int:
    return ERRORS if any(finding.severity is Severity.ERROR for finding in findings) else FINE


def _read(options: argparse.Namespace) -> int:
    status = FINE
    for name in options.file:
        file = _load(name)
        if file is None:
            status = NOT_CODA
            continue
        status = max(status, _status(file.findings))
        if options.json or options.indent:
            _print_json(name, file, options)
        else:
            _print_table(name, file, options)
    return status


def _print_json(name: str, file: CodaFile, options: argparse.Namespace) -> None:
    content = file_as_json(name, file, lang=options.lang)
    print(json.dumps(content, ensure_ascii=False, indent=2 if options.indent else None))


def _print_table(name: str, file: CodaFile, options: argparse.Namespace) -> None:
    if len(options.file) > 1:
        print(f"== {name}")
    for statement in file.statements:
        print(*statement_lines(statement, options.lang), sep="\n", end="\n\n")
    _print_findings(name, file.findings, options.lang)


def _print_findings(name: str, findings: Iterable[Finding], lang: str) -> None:
    for finding in findings:
        place = f"{name}:{finding.line}:{finding.column}"
        print(f"{place}: {finding.severity.value}: {finding.message(lang)} [{finding.code}]")


def _check(options: argparse.Namespace) -> int:
    status = FINE
    for name in options.file:
        file = _load(name)
        if file is None:
            status = NOT_CODA
            continue
        status = max(status, _status(file.findings))
        _print_findings(name, file.findings, options.lang)
    return status


def _codes(options: argparse.Namespace) -> int:
    parts = options.code
    lang = options.lang
    if len(parts) == 1 and len(parts[0]) == 8:
        code = parts[0]
        print(f"{code[0]}    {codes.type_label(int(code[0]), lang=lang)}" if code[0].isdigit() else code[0])
        parts = [code[1:3], code[3:5], code[5:]]
    labels = codes.label(*parts[:3], lang=lang)
    side = f" ({labels.side})" if len(parts) > 1 and labels.side else ""
    for part, text in zip(parts, (labels.family, labels.transaction + side, labels.category), strict=False):
        print(f"{part:<4} {text}")
    return FINE


def _anonymise(options: argparse.Namespace) -> int:
    try:
        content = anonymise(_content(options.file))
    except (CodaError, OSError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return NOT_CODA
    if options.output:
        Path(options.output).write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return FINE
