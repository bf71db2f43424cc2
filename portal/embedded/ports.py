"""A port nobody listens on."""

import socket

_TRIES = 200
_HIGHEST = 65535


def free_port(preferred: int = 0) -> int:
    """The first free port from `preferred` on (0: any). Raises `OSError` when 200 in a row are taken."""
    candidates = range(preferred, min(preferred + _TRIES, _HIGHEST + 1)) if preferred else [0]
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port from {preferred} on")
