"""What an editor may sign outside the edition, with minisign, gpg or a signed tag: one text with the digests of it all."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edition.bundle.host_files import digest_of
from edition.bundle.ours import bundle_in, claim
from edition.bundle.settings import checked_settings
from edition.faults import Fault
from edition.names import SUMS
from edition.source.order import REVIEWED, order_file

TEXT = """\
I, {name}, state on {day} of this web edition: it was built and proven from these originals and reading orders.
在此声明：本网络版由下列来源页和阅读次序生成，并经核对。{name}，{day}。
SHA-256:

"""


def write_statement(site: Path, path: Path, name: str, settings: str = "publishconf.py") -> str:
    """Write the statement of the bundle at site, in that person's name and of today, into the file; return what was done.

    It has the digests of each original, of all that proves it, and of SHA256SUMS, which names every file of the bundle.
    Raises Fault where nobody is named, no bundle is or one that is not as it was built, or a file is in the way that is not ours.
    """
    day = datetime.now(ZoneInfo(str(checked_settings(settings)["TIMEZONE"]))).date().isoformat()
    name = " ".join(name.split())
    if not REVIEWED.fullmatch(f"{day} {name}"):
        raise Fault("n-008", "BY")
    listed = bundle_in(site)
    if not listed:
        raise Fault("b-012", site)
    for each, digest in listed.items():
        if not (site / each).is_file() or digest_of(site / each) != digest:
            raise Fault("b-020", site, name=each)
    heads = [order_file(site / each).head for each in sorted(listed) if each.endswith(".order.txt")]
    originals = sorted({(head["sha256"][1], f"{head['source'][1]} (original)") for head in heads})
    proving = [
        (digest, each) for each, digest in listed.items() if each.startswith("source/") and each.endswith(".txt")
    ]
    lines = [*originals, *sorted(proving, key=lambda line: line[1]), (digest_of(site / SUMS), SUMS)]
    claim(path.parent, path.name)
    text = TEXT.format(name=name, day=day) + "".join(f"{digest}  {each}\n" for digest, each in lines)
    path.write_text(text, encoding="utf-8")
    return f"{path}: {len(lines)} digests"
