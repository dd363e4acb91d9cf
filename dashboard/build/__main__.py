"""`python -m dashboard.build`: check data/ and build the database; status 1 and a list of mistakes if there are any."""

from __future__ import annotations

import sys
import time

from dashboard.build import BuildError
from dashboard.build.lock import locked
from dashboard.build.run import build, describe
from dashboard.config import SettingsError, load_settings


def main() -> int:
    """Build once, say what was done; the exit status."""
    start = time.perf_counter()
    try:
        settings = load_settings()
        with locked(settings.build_dir / "build.lock"):
            report = build(settings)
    except (BuildError, SettingsError) as error:
        sys.stderr.write(f"{error}\nThe database was not built; the one in use stays.\n")
        return 1
    sys.stdout.write("\n".join(describe(report)) + f"\nbuilt in {time.perf_counter() - start:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
