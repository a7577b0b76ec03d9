"""Upload the bundle to a bucket that speaks S3's API: Amazon's, or that of S3_ENDPOINT."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from edition.bundle.host_files import COMPRESSED, FOR_HOSTS
from edition.deploy import FRONT_PAGE, SETTINGS, names_of, refuse_strangers, setting
from edition.faults import LooseFault

# Bucket names: Amazon S3 user guide, "Bucket naming rules". The path has no empty part and no "." or "..".
TARGET = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/(?!\.\.?(?:/|$))[\w.~-]+)*/?"
ENDPOINT = r"|https?://[\w.-]+(?::\d+)?/?"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",  # SHA256SUMS
    ".xml": "application/xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
# S3 sends an object as it lies there, and reads no settings.
FOR_OTHER_HOSTS = (*COMPRESSED, *FOR_HOSTS)


def settings() -> tuple[str, str]:
    """Return target and endpoint ("" for Amazon); raise Fault for one that is missing or malformed."""
    target = setting("S3_TARGET", "s3://bucket/path", TARGET)
    return target.rstrip("/"), setting("S3_ENDPOINT", "https://s3.example.org", ENDPOINT)


def order(name: str) -> tuple[int, str]:
    """Return the place of a file in the upload: what pages name comes before them, the front page after them.

    The service worker is last, since its list names the new bytes of all others.
    """
    if name == "sw.js":
        return 3, name
    if name == FRONT_PAGE:
        return 2, name
    return int(PurePosixPath(name).suffix in (".html", ".xml")), name


def headers(name: str) -> dict[str, str]:
    """Return how the object is to be sent; raise Fault for a file of an unknown type."""
    suffix = PurePosixPath(name).suffix
    if suffix not in TYPES:
        raise LooseFault(name, None, "the type of this file is not known", "add it to TYPES in deploy/s3.py")
    # A photograph's name holds its hash; all else keeps its name when it changes.
    cache = "public, max-age=31536000, immutable" if name.startswith("images/") else "no-cache"
    return {"ContentType": TYPES[suffix], "CacheControl": cache}


def upload(folder: Path, target: str, endpoint: str) -> str:
    """Make the target the same as the folder and return what to tell the editor; raise Fault where that stops.

    Objects that the bundle no longer has go last, and only if all others have arrived.
    """
    # Both are installed for the upload, not for a look at the settings.
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    names = [name for name in names_of(folder) if not name.endswith(FOR_OTHER_HOSTS)]
    sent_as = {name: headers(name) for name in sorted(names, key=order)}
    bucket, _, path = target.removeprefix("s3://").partition("/")
    prefix = f"{path}/" if path else ""
    step = "connecting"
    try:
        config = Config(
            connect_timeout=20,
            read_timeout=60,
            retries={"mode": "standard"},
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",  # some other servers know no newer checksums
        )
        client = boto3.client("s3", endpoint_url=endpoint or None, config=config)
        step = "listing"
        there = {key.removeprefix(prefix) for key in keys(client, bucket, prefix)}
        stale = sorted(there - set(names))
        refuse_strangers(target, stale, lambda: front_page(client, bucket, prefix) if FRONT_PAGE in there else b"")
        for name, how in sent_as.items():
            step = f"uploading {name}"
            client.put_object(Bucket=bucket, Key=prefix + name, Body=(folder / name).read_bytes(), **how)
        for name in stale:
            step = f"removing {name}"
            client.delete_object(Bucket=bucket, Key=prefix + name)
    except (BotoCoreError, ClientError) as error:
        wrong = f"the upload stopped while {step} ({error})"
        raise LooseFault(SETTINGS, None, wrong, "see S3_TARGET and your credentials, then run it again") from error
    return f"{target}: {len(names)} file(s) uploaded, {len(stale)} removed"


def keys(client, bucket: str, prefix: str) -> Iterator[str]:
    """Give the keys of all objects below the prefix."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (item["Key"] for item in page.get("Contents", []))


def front_page(client, bucket: str, prefix: str) -> bytes:
    """Return the front page that is below the prefix now."""
    return client.get_object(Bucket=bucket, Key=prefix + FRONT_PAGE)["Body"].read()
