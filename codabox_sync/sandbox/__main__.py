"""Start the sandbox alone: `python -m codabox_sync.sandbox --feed FOLDER`."""

import sys

from codabox_sync.sandbox.command import main

sys.exit(main())
