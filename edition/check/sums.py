"""The checks of SHA256SUMS and of the compressed twins: the bundle's files are those that were built."""

from pathlib import Path

from edition.bundle.host_files import COMPRESSED, FOR_HOSTS, SUMS, decompress, digest_of, files_of, name_of, read_sums


def faults(site: Path) -> list[str]:
    """Return, a sentence each, where the files of the bundle are not those that SHA256SUMS lists.

    A copy from a host may lack what only hosts read: twins, _headers, .nojekyll.
    """
    path = site / SUMS
    if not path.is_file():
        return [f"{SUMS} is missing: without it no copy can be verified"]
    try:
        listed = read_sums(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return [f"{SUMS} is not UTF-8"]
    except ValueError as error:
        return [f"{SUMS}:{error}: this line is not a digest, two spaces and a name of its own"]
    sentences = []
    files = {name_of(site, path): path for path in files_of(site)}
    for name, file in files.items():
        if name == SUMS:
            continue
        if name not in listed:
            sentences.append(f"{name}: {SUMS} does not list this file")
        elif digest_of(file) != listed[name]:
            sentences.append(f"{name}: this file is not the one that {SUMS} lists")
        if file.suffix in COMPRESSED:
            sentences += twin_faults(name, file)
    for name in sorted(listed.keys() - files.keys()):
        if not name.endswith(COMPRESSED) and name not in FOR_HOSTS:
            sentences.append(f"{name}: {SUMS} lists this file, and it is not here")
    return sentences


def twin_faults(name: str, twin: Path) -> list[str]:
    """Return what is wrong with a compressed twin: it must hold the bytes of the file beside it."""
    original = twin.with_suffix("")
    if not original.is_file():
        return [f"{name}: it is compressed, and the file it was made of is not here"]
    if decompress(twin) != original.read_bytes():
        return [f"{name}: it does not hold what {original.name} holds"]
    return []
