"""Upload the bundle to a bucket that speaks S3's API: Amazon's, or that of S3_ENDPOINT."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from edition.bundle.ours import Plan, last_bundle
from edition.deploy import common
from edition.faults import Fault
from edition.names import FOR_HOSTS, FRONT_PAGE, SUMS, TWINS, WORKER

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
FOR_OTHER_HOSTS = (*TWINS, *FOR_HOSTS)


def prepare(values: dict[str, str]) -> Callable[[Path], str]:
    """Return what uploads a bundle to S3_TARGET; raise Fault if that or S3_ENDPOINT is missing or malformed."""
    target = common.setting(values, "S3_TARGET", "s3://bucket/path", TARGET).rstrip("/")
    endpoint = common.setting(values, "S3_ENDPOINT", "https://s3.example.org", ENDPOINT)
    return partial(upload, target=target, endpoint=endpoint, dry_run=common.is_dry_run(values))


def order(name: str) -> tuple[int, str]:
    """Return the place of a file in the upload: what pages name comes before them, the front page after them.

    The service worker is last, since its list names the new bytes of all others.
    """
    last = {FRONT_PAGE: 2, WORKER: 3}
    return last.get(name, int(PurePosixPath(name).suffix in (".html", ".xml"))), name


def headers(name: str) -> dict[str, str]:
    """Return how the object is to be sent; raise Fault for a file of an unknown type."""
    suffix = PurePosixPath(name).suffix
    if suffix not in TYPES:
        raise Fault("u-006", name)
    # A photograph's name holds its hash; all else keeps its name when it changes.
    cache = "public, max-age=31536000, immutable" if name.startswith("images/") else "no-cache"
    return {"ContentType": TYPES[suffix], "CacheControl": cache}


class Bucket:
    """The objects below a target, by their names there; step is what is being done, for the words of a fault."""

    def __init__(self, target: str, endpoint: str) -> None:
        # Both are installed for the upload, not for a look at the settings.
        import boto3
        from botocore.config import Config

        self.name, _, path = target.removeprefix("s3://").partition("/")
        self.prefix = f"{path}/" if path else ""
        self.step = "connecting"
        config = Config(
            connect_timeout=20,
            read_timeout=60,
            retries={"mode": "standard"},
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",  # some other servers know no newer checksums
        )
        self.client: Any = boto3.client("s3", endpoint_url=endpoint or None, config=config)

    def names(self) -> Iterator[str]:
        """Yield the names of all objects."""
        self.step = "listing"
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self.prefix):
            yield from (item["Key"].removeprefix(self.prefix) for item in page.get("Contents", []))

    def read(self, name: str) -> bytes:
        """Return an object's bytes."""
        self.step = f"reading {name}"
        return bytes(self.client.get_object(Bucket=self.name, Key=self.prefix + name)["Body"].read())

    def write(self, name: str, data: bytes) -> None:
        """Write an object."""
        self.step = f"uploading {name}"
        self.client.put_object(Bucket=self.name, Key=self.prefix + name, Body=data, **headers(name))

    def remove(self, name: str) -> None:
        """Remove an object."""
        self.step = f"removing {name}"
        self.client.delete_object(Bucket=self.name, Key=self.prefix + name)


def upload(bundle: Path, target: str, endpoint: str, dry_run: bool = False) -> str:
    """Put the bundle at the target and return what to tell the editor; raise Fault if that stops, or must not be.

    Objects that the bundle no longer has go when all others have arrived.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    with common.held(bundle) as new:
        for name in (sent := sorted((name for name in new if not name.endswith(FOR_OTHER_HOSTS)), key=order)):
            headers(name)
        try:
            bucket = Bucket(target, endpoint)
            there = set(bucket.names())
            plan = Plan(
                new, last_bundle(*(bucket.read(name) if name in there else None for name in (SUMS, FRONT_PAGE)))
            )
            plan.refuse_strangers("S3_TARGET", there)
            stale = sorted(there & plan.old.keys() - set(sent))
            if not dry_run:
                change(bucket, bundle, plan, sent, stale)
        except (BotoCoreError, ClientError) as error:
            raise Fault("u-007", "S3_TARGET", step=bucket.step, said=common.without_secrets(str(error))) from error
    return common.report(target, [*sent, SUMS], stale, dry_run)


def change(bucket: Bucket, bundle: Path, plan: Plan, sent: list[str], stale: list[str]) -> None:
    """Write the objects in the order that they are sent in, then remove the stale ones, as the plan says."""
    if plan.added:
        bucket.write(SUMS, plan.claim.encode())
    for name in sent:
        bucket.write(name, (bundle / name).read_bytes())
    for name in stale:
        bucket.remove(name)
    bucket.write(SUMS, (bundle / SUMS).read_bytes())
