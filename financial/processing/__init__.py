"""CODA-afschriftregels verwerken: the blank lines of a statement or dossier are matched with the open items.

Only blank lines are treated; what is placed stays as it is, so a run may be repeated after every change. What a run
decides is stored with its evidence, each match as an `Allocation` of its own.
"""

from financial.processing.background import LONG_RUN, start
from financial.processing.runs import Preview, Undone, preview, process, process_new_lines, undo_run

__all__ = ["LONG_RUN", "Preview", "Undone", "preview", "process", "process_new_lines", "start", "undo_run"]
