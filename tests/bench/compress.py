"""``python -m tests.bench.compress FOLDER``: what the build does to compress a bundle, by itself."""

import sys
from pathlib import Path

from edition.bundle.host_files import compress

if __name__ == "__main__":
    compress(Path(sys.argv[1]), Path("no earlier bundle"))
