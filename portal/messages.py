"""Compiles the translations (`locale/*/LC_MESSAGES/*.po`) without gettext installed: `python -m portal.messages`."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_messages() -> int:
    """Writes a `.mo` beside every `.po` that is younger. Returns how many were written."""
    written = 0
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_messages()
