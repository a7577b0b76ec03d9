"""``python -m tests.bench.uncompressed …``: the build, but for its compression, which is measured apart."""

import sys

from edition.bundle import build, host_files

host_files.compress = lambda bundle, earlier: None

if __name__ == "__main__":
    sys.exit(build.main())
