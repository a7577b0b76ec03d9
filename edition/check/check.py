"""Why: what a copy of an edition holds can be altered in endless ways, and there is one that shows them all.

A fresh build of the same sources is compared with the copy, byte for byte, whatever the copy is. Where they differ, the
words of each page are compared with their source, so that what was changed is told in a reader's terms.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from edition.article.pixels import same_picture
from edition.bundle.build import write_bundle
from edition.bundle.host_files import TEXT, decompress, write_sums
from edition.bundle.offline import listed_files, write_worker
from edition.bundle.ours import sums_text
from edition.bundle.settings import check_address
from edition.check.copies import Copy, open_copy
from edition.check.explain import LIMITS, difference, explain_page
from edition.check.single_file import check_file
from edition.faults import Fault, Faults
from edition.names import FOR_HOSTS, FRONT_PAGE, PHOTOGRAPH, SUMS, TWINS, WORKER, is_twin, without_twin
from edition.proof.prove import Proof
from edition.workers import TooMuch, run_limited

SETTINGS = "publishconf.py"
MOST_HEAD_BYTES = 50_000  # of a page, in which its address stands; a parser's time may grow with the square of these
MOST_BYTES = 8_000_000  # of a page or a worker that is read before there is one to compare it with
MOST_ADDRESS = 2_000  # characters
MOST_PICTURE_BYTES = 20_000_000
TRIES = 3  # to compare a copy that is replaced meanwhile
MOST_FAULTS = 100  # that are told; the rest is counted
MOST_OTHER_PICTURES = 3  # that show something else; all that follow are told to differ
MOST_EXPLAINED = 3  # pages whose words are compared with their source; of the others only the first difference is told


def check_copy(site: str, *, in_full: bool = False) -> list[str]:
    """Return lines that say what was proven of a copy of the bundle; raise Faults where it is not that of a fresh build.

    site: a folder, a .zip, an edition in one file, or an address. in_full: whether everything that the edition says in
    its own name is among the lines, also of several articles.
    """
    if Path(site).is_file() and Path(site).suffix.lower() in (".html", ".htm"):
        with Path(site).open("rb") as file:
            address = claimed_address(file.read(MOST_HEAD_BYTES))
        return check_file(Path(site), settings=SETTINGS, address=folder_of(address))
    for _ in range(TRIES):
        before, told = open_copy(site).read(SUMS, MOST_BYTES), Faults([])
        try:
            said = compare_copy(site, in_full=in_full)
        except (Fault, Faults) as error:
            told = error if isinstance(error, Faults) else Faults([error])
        # By its list one bundle is known from another that was put in its place meanwhile.
        if open_copy(site).read(SUMS, MOST_BYTES) == before:
            if told.faults:
                raise told
            return said
    raise Fault("k-017", site)


def compare_copy(site: str, *, in_full: bool) -> list[str]:
    """Return and raise what check_copy does, of a copy that nobody replaces meanwhile."""
    copy = open_copy(site)
    front = copy.read(FRONT_PAGE, MOST_BYTES)
    if front is None:
        raise Fault("k-002", site)
    address = claimed_address(front)
    keep_offline = bool(listed_files((copy.read(WORKER, MOST_BYTES) or b"").decode("utf-8", "replace")))
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "fresh")
        built = write_bundle(fresh, settings=SETTINGS, address=address, keep_offline=keep_offline)
        take_same_pictures(copy, fresh, keep_offline=keep_offline)
        left_out = hosts_files_left_out(copy, fresh)
        faults = bounded(chain(copy.faults, compare(copy, fresh, built.proofs, left_out)), site)
        if faults:
            raise Faults(faults)
    claims = f"its address is {address}" if address else "it claims no address"
    said = [f"{site}: equal to a fresh build, byte for byte; {claims}; {built.summary}"]
    if left_out:
        said.append(f"{site}: not in this copy, and not compared: {left_out}")
    return said + said_by_the_edition(list(built.proofs.values()), in_full=in_full)


def claimed_address(front: bytes) -> str:
    """Return the address that a front page claims for its bundle, without a slash at its end, "" for none.

    What no bundle can be built for is none: then the comparison tells that the copy has it.
    """
    link = LexborHTMLParser(front[:MOST_HEAD_BYTES]).css_first("link[rel=canonical]")
    address = (link.attributes.get("href") or "").rstrip("/") if link is not None else ""
    try:
        check_address(address)
    except Fault:
        return ""
    return address if len(address) <= MOST_ADDRESS else ""


def folder_of(address: str) -> str:
    """Return the address of the folder that a page's address lies in, without a slash at its end."""
    return address.rpartition("/")[0] if address.endswith(".html") else address


def bounded(faults: Iterator[Fault], site: str) -> list[Fault]:
    """Return the faults, the last of them a count where they are too many to be told, or to be kept."""
    told = list(islice(faults, MOST_FAULTS))
    more = sum(1 for _ in faults)
    return [*told, Fault("k-015", site, count=more)] if more else told


def said_by_the_edition(proofs: list[Proof], *, in_full: bool) -> list[str]:
    """Return, for a person to read, what the edition says in its own name on the pages of one article, or on all."""
    if sum(proof.job.article is not None for proof in proofs) > 1 and not in_full:
        return ["what the edition says in its own name: make check WORDS=yes prints it"]
    told = dict.fromkeys(f"  {words}" for proof in proofs for words in proof.said)
    return ["what the edition says in its own name, for you to read:", *told]


# ----- photographs, which another processor may have written as other bytes of the same picture


def take_same_pictures(copy: Copy, fresh: Path, *, keep_offline: bool) -> None:
    """Take into the fresh bundle each photograph of the copy that shows the same in other bytes, with their digests."""
    taken = others = 0
    for path in sorted((fresh / "images").glob("*")):
        name = path.relative_to(fresh).as_posix()
        data = copy.read(name, MOST_PICTURE_BYTES)
        ours = path.read_bytes()
        if data is None or data == ours or len(data) > MOST_PICTURE_BYTES or not PHOTOGRAPH.fullmatch(name):
            continue
        try:
            same = others < MOST_OTHER_PICTURES and run_limited(same_picture, ours, data, path.suffix, **LIMITS)
        except TooMuch:
            same = False
        taken, others = taken + same, others + (not same)
        if same:
            path.write_bytes(data)
    if taken:
        write_worker(fresh, enabled=keep_offline)
        write_sums(fresh)


# ----- the comparison


def hosts_files_left_out(copy: Copy, fresh: Path) -> str:
    """Return in words which files that only hosts read are not in a copy for readers: then none of them is missed."""
    if not copy.complete:
        return f"{', '.join(FOR_HOSTS)}, the compressed files by themselves, and what no page names"
    if any(is_twin(name) for name in copy.names):
        return ""
    hosts = [name for name in FOR_HOSTS if name not in copy.names]
    if len(hosts) == len(FOR_HOSTS):
        return f"{', '.join(FOR_HOSTS)} and compressed files, which hosts read"
    return "compressed files, which hosts send" if not hosts else ""


def compare(copy: Copy, fresh: Path, proofs: dict[str, Proof], left_out: str) -> Iterator[Fault]:
    """Yield every difference between the copy and the fresh bundle."""
    ours = {path.relative_to(fresh).as_posix(): path for path in sorted(fresh.rglob("*")) if path.is_file()}
    twins = {f"{name}{suffix}" for name in ours if name.endswith(TEXT) for suffix in TWINS}
    explained = 0
    for name, path in ours.items():
        if name in FOR_HOSTS and name not in copy.names and left_out:
            continue
        wanted = sums_for(copy, ours, fresh) if name == SUMS else path.read_bytes()
        data = copy.read(name, len(wanted) * 2 + MOST_BYTES)
        proof = proofs.get(name) if explained < MOST_EXPLAINED else None
        found = file_faults(name, data, wanted, proof)
        explained += bool(found and proof)
        yield from found
        if name.endswith((*TEXT, SUMS)) and data == wanted:
            for how, further in copy.read_further(name, len(wanted)):
                if further != wanted:
                    yield Fault("k-011", name, how=how)
    if not copy.complete:
        return
    if any(is_twin(name) for name in copy.names):
        yield from (Fault("k-007", name) for name in sorted(twins - copy.names))
    for name in sorted(copy.names - ours.keys()):
        yield from twin_faults(copy, name, ours) if name in twins else [Fault("k-008", name)]


def file_faults(name: str, data: bytes | None, wanted: bytes, proof: Proof | None) -> list[Fault]:
    """Return how one file differs from that of the fresh build; proof: of the fresh page, to compare its words with."""
    if data is None:
        return [Fault("k-007", name)]
    if data == wanted:
        return []
    if proof is not None and len(data) <= MOST_BYTES:
        return explain_page(data, wanted, proof)
    return [difference(name, data, wanted)]


def twin_faults(copy: Copy, name: str, ours: dict[str, Path]) -> list[Fault]:
    """Return what is wrong with a compressed twin: strictly unpacked, it holds the fresh build's bytes."""
    wanted = ours[without_twin(name)].read_bytes()
    data = copy.read(name, len(wanted) + 1_000) or b""
    return [] if decompress(data, Path(name).suffix, len(wanted)) == wanted else [Fault("k-009", name)]


def sums_for(copy: Copy, ours: dict[str, Path], fresh: Path) -> bytes:
    """Return what SHA256SUMS should say in the copy: its twins' digests are its own, since compressors differ.

    Lines on twins that a reader's copy does not have are taken from it as they are.
    """
    lines = (fresh / SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    stated = (copy.read(SUMS, MOST_BYTES) or b"").decode("utf-8", "replace")
    named = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (.+)$", stated, re.MULTILINE)}
    for name, digest in named.items():
        if is_twin(name) and without_twin(name) in ours and without_twin(name).endswith(TEXT):
            data = copy.read(name, MOST_BYTES) if copy.complete else None
            sums[name] = digest if data is None else hashlib.sha256(data).hexdigest()
    return sums_text(sums).encode()
