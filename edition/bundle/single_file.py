"""Why: Pelican writes pages that link to each other; a reader in a chat gets one file, or nothing."""

from pathlib import Path

from pelican import signals

from edition.bundle.build import EarlyProof, run_pelican
from edition.bundle.ours import check_claim, claim, made_in, remove
from edition.bundle.settings import checked_settings
from edition.bundle.swap import folder_aside
from edition.faults import Faults
from edition.proof.prove import Proof
from edition.workers import Workers


def write_single_files(folder: Path, *, settings: str, address: str = "", dry_run: bool = False) -> list[str]:
    """Write each published article into the folder as SLUG.html, whole: style, photographs and source page stand in it.

    Parameters as in build; a file there that is not ours is in the way. Returns a line for each file. Raises Fault or Faults for what stops the build and for
    whatever the proof finds, and leaves earlier files as they were.
    """
    told: list[str] = []
    with folder_aside(folder.absolute() / "single") as aside:
        proofs = write_pages_whole(aside, settings=settings, address=address)
        names = [proof.job.name for proof in proofs]
        check_claim(folder, *names)
        # Of an article that is no longer published, none is to be handed on.
        stale = [name for name in made_in(folder) if name.endswith(".html") and (folder / name).is_file()]
        stale = [name for name in stale if name not in names]
        told += [remove(folder, stale, dry_run)] if stale else []
        if not dry_run:
            claim(folder, *names)
        for proof in () if dry_run else proofs:
            page = aside / proof.job.name
            page.chmod(0o644)
            page.replace(folder / page.name)
    told[:0] = [f"{folder / proof.job.name}: {proof.in_one_file}" for proof in proofs]
    return [*told, f"{folder}: nothing was changed: DRY_RUN"] if dry_run else told


def write_pages_whole(folder: Path, *, settings: str, address: str) -> list[Proof]:
    """Write each published article into the folder as one file and prove it; return the proofs by name."""
    with Workers() as workers:
        pelican = checked_settings(
            settings, address, OUTPUT_PATH=str(folder), WORKERS=workers, SINGLE_FILE=True, DIRECT_TEMPLATES=[]
        )
        early = EarlyProof(folder, str(pelican["DEFAULT_LANG"]), workers, Path(str(pelican["PATH"])))
        with signals.content_written.connected_to(early.add):
            run_pelican(pelican)
        proofs = sorted(early.proofs(), key=lambda proof: proof.job.name)
    if faults := [fault for proof in proofs for fault in proof.faults]:
        raise Faults(faults)
    return proofs
