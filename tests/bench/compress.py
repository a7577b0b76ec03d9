"""``python -m tests.bench.compress FOLDER``: compress every text file as a host would store it, on all cores."""

import gzip
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from plugins.workers import cores


def compress(path: Path) -> None:
    """Write the file's gzip 9 and brotli 11 forms beside it."""
    data = path.read_bytes()
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    path.with_name(f"{path.name}.br").write_bytes(brotli.compress(data, quality=11))


if __name__ == "__main__":
    files = [path for path in Path(sys.argv[1]).rglob("*") if path.suffix in (".html", ".txt")]
    with ThreadPoolExecutor(cores()) as pool:  # both libraries let other threads run
        list(pool.map(compress, files))
