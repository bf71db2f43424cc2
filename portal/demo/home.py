"""Where a run of the demo keeps its things, and the secrets it makes for itself."""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import clear_away

ROOT = Path(os.environ.get("AFPUNT_HOME") or Path(__file__).resolve().parent.parent.parent / ".afpunt")


@dataclass(frozen=True, slots=True)
class Home:
    """A folder below `.afpunt`: the plain demo has one, each FEED folder its own, a check a fresh one every time."""

    folder: Path
    passing: bool

    @classmethod
    def choose(cls, *, feed: Path | None, check: bool) -> "Home":
        if check:
            return cls(ROOT / f"check-{secrets.token_hex(4)}", passing=True)
        name = "demo" if feed is None else f"feed-{hashlib.sha256(str(feed.resolve()).encode()).hexdigest()[:12]}"
        return cls(ROOT / name, passing=False)

    @property
    def world(self) -> Path:
        return self.folder / "world"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def secrets(self) -> dict[str, str]:
        """Keys of this folder's own, made at the first run; without them its data cannot be read."""
        file = self.folder / "secrets.json"
        if not file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            made = {
                "SECRET_KEY": secrets.token_urlsafe(48),
                "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            }
            file.touch(mode=0o600)
            file.write_text(json.dumps(made))
        keys: dict[str, str] = json.loads(file.read_text())
        return keys

    def clear_away(self) -> None:
        """Removes what a check left that went well; the logs of one that did not are worth reading."""
        if self.passing:
            clear_away(self.folder)
