"""Reads, checks, writes and builds Belgian bank statements in CODA format (Febelfin, versions 1 and 2).

Standard library only. The whole face of the package is here; `python -m coda` is the command line.
"""

from coda.accounts import Counterparty
from coda.builder import StatementBuilder, build
from coda.codes import TransactionCode
from coda.communications import Communication
from coda.errors import CheckError, CodaError, NotCodaError, WriteError
from coda.findings import Finding, Severity
from coda.model import Account, Balance, CodaFile, Message, Statement, Trailer
from coda.movements import Information, Movement, OldFormat
from coda.reader import read, stream
from coda.writer import write

__all__ = [
    "Account",
    "Balance",
    "CheckError",
    "CodaError",
    "CodaFile",
    "Communication",
    "Counterparty",
    "Finding",
    "Information",
    "Message",
    "Movement",
    "NotCodaError",
    "OldFormat",
    "Severity",
    "Statement",
    "StatementBuilder",
    "Trailer",
    "TransactionCode",
    "WriteError",
    "build",
    "read",
    "stream",
    "write",
]
