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

    Parameters as in build; one of an article that is no longer published goes. Returns a line for each file. Raises
    Fault or Faults for what stops the build or is in the way, and for whatever the proof finds, and leaves all as it was.
    """
    with folder_aside(folder.absolute() / "single") as aside:
        proofs = write_pages_whole(aside, settings=settings, address=address)
        names = [proof.job.name for proof in proofs]
        (check_claim if dry_run else claim)(folder, *names)
        for name in () if dry_run else names:
            (aside / name).chmod(0o644)
            (aside / name).replace(folder / name)
        made = [name for name in made_in(folder) if name.endswith(".html") and (folder / name).is_file()]
        stale = [name for name in made if name not in names]
        told = [f"{folder / proof.job.name}: {proof.in_one_file}" for proof in proofs]
        told += [remove(folder, stale, dry_run)] if stale else []
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
