"""Why: a build after one article changed examines every page anew, and that is most of its work.

Not a plugin itself: keeps, in one file, the reports on pages that were found sound, for the next build. A report
is used again only where all that it depends on is the same: the bytes of the page, of its reading order and of its
source page, the code of this project, Python and every installed package. A page with a fault is never kept.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path

from edition.check.examination import OrderReport, PageReport, Proof, order_path
from edition.check.listing import Listing
from edition.check.photographs import Picture
from edition.faults import ROOT
from edition.proof.links import Link

CODE = ("plugins", "tests/checks", "theme")


class ReportCache:
    """Reports of the last build that had this cache; without a folder it finds and keeps nothing.

    folder: where the file lies, or None. sources: the folder of the reading orders.
    """

    def __init__(self, folder: Path | None, sources: Path) -> None:
        self.file = folder / "reports.jsonl" if folder else None
        self.sources = sources
        self.code = fingerprint_of_code() if folder else ""
        self.entries = self.load()
        self.found: dict[str, PageReport] = {}

    def load(self) -> dict[str, tuple[str, PageReport]]:
        """Return what the file holds, by the hash of the page: the hash of its sources, and the report.

        A line that is damaged, or of other code, is passed over.
        """
        entries = {}
        lines = self.file.read_bytes().splitlines() if self.file and self.file.is_file() else []
        for line in lines:
            digest, _, entry = line.partition(b" ")
            if digest == self.sign(entry):
                report = from_json(json.loads(entry)["report"])
                entries[key_of(report)] = (json.loads(entry)["sources"], report)
        return entries

    def sign(self, entry: bytes) -> bytes:
        """Return the hash that goes before an entry: of its bytes and of all code."""
        return hashlib.sha256(self.code.encode() + entry).hexdigest().encode()

    def find(self, site: Path, name: str) -> PageReport | None:
        """Return the report on a page of those bytes, with that source, if the page was sound."""
        digest = hashlib.sha256((site / name).read_bytes()).digest() if self.entries else b""
        sources, report = self.entries.get(f"{digest.hex()} {name}", ("", None))
        if report is None or sources != self.fingerprint_of_sources(report):
            return None
        self.found[name] = report
        return report

    def fingerprint_of_sources(self, report: PageReport) -> str:
        """Return the hash of the files beside the page that the report depends on: reading order and source page."""
        if not report.proof:
            return ""
        paths = [order_path(self.sources, report.source), self.sources / report.proof.order.source]
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in paths]
        return " ".join(hashes)

    def keep(self, reports: Iterable[PageReport]) -> None:
        """Write the sound ones of the reports in the place of the file, whole or not at all."""
        if not self.file:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.file.parent) as aside:
            with Path(aside, "new").open("wb") as new:
                for report in filter(is_sound, reports):
                    entry = {"sources": self.fingerprint_of_sources(report), "report": to_json(report)}
                    line = json.dumps(entry, ensure_ascii=False).encode()
                    new.write(self.sign(line) + b" " + line + b"\n")
            Path(aside, "new").replace(self.file)


def is_sound(report: PageReport) -> bool:
    """Return whether the report finds nothing wrong, and depends on nothing but the page and its sources."""
    proven = report.proof and not report.proof.sentences if report.source else True
    return bool(report.readable and not report.sentences and proven and not report.loads_files)


def key_of(report: PageReport) -> str:
    """Return what the report is found by."""
    return f"{report.sha256.hex()} {report.name}"


def fingerprint_of_code() -> str:
    """Return a hash of everything besides pages and sources that an examination depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for name, version in sorted({(one.name, one.version) for one in distributions()}):
        digest.update(f"{name}=={version}\n".encode())
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                data = path.read_bytes()
                digest.update(f"{path.relative_to(ROOT)} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def to_json(report: PageReport) -> dict:
    """Return the report as JSON holds it."""
    held = asdict(report) | {"sha256": report.sha256.hex(), "blocks": report.blocks.hex()}
    if report.proof:
        held["proof"]["order"]["paragraphs"] = report.proof.order.paragraphs.hex()
    return held


def from_json(held: dict) -> PageReport:
    """Return the report that to_json wrote."""
    proof, listing = held["proof"], held["listing"]
    if listing:
        listing = Listing(tuple((address, said) for address, said in listing["entries"]), listing["rest"])
    if proof:
        order = OrderReport(**proof["order"] | {"paragraphs": bytes.fromhex(proof["order"]["paragraphs"])})
        proof = Proof(**proof | {"order": order, "sentences": tuple(proof["sentences"])})
    return PageReport(
        **held
        | {
            "sha256": bytes.fromhex(held["sha256"]),
            "blocks": bytes.fromhex(held["blocks"]),
            "sentences": tuple(held["sentences"]),
            "links": tuple(Link(**link) for link in held["links"]),
            "pictures": tuple(Picture(**one | {"names": tuple(one["names"])}) for one in held["pictures"]),
            "proof": proof,
            "listing": listing,
        }
    )
