"""Upload the bundle to a bucket that speaks S3's API: Amazon's, or that of S3_ENDPOINT."""

from collections.abc import Callable
from functools import partial
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any

from edition.bundle.ours import Plan, last_bundle, report
from edition.deploy import common
from edition.faults import Fault
from edition.names import FOR_HOSTS, FRONT_PAGE, SUMS, TWINS, TYPES, WORKER

# Bucket names: Amazon S3 user guide, "Bucket naming rules". The path has no empty part and no "." or "..".
TARGET = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/(?!\.\.?(?:/|$))[\w.~-]+)*/?"
ENDPOINT = r"|https?://[\w.-]+(?::\d+)?/?"
# S3 sends an object as it lies there, and reads no settings.
FOR_OTHER_HOSTS = (*TWINS, *FOR_HOSTS)


def prepare(values: dict[str, str]) -> Callable[[Path], str]:
    """Return what uploads a bundle to S3_TARGET; raise Fault if that or S3_ENDPOINT is missing or malformed."""
    target = common.setting(values, "S3_TARGET", "s3://bucket/path", TARGET).rstrip("/")
    endpoint = common.setting(values, "S3_ENDPOINT", "https://s3.example.org", ENDPOINT)
    return partial(upload, target=target, endpoint=endpoint, dry_run=values["DRY_RUN"] == "yes")


def order(name: str) -> tuple[int, str]:
    """Return the place of a file in the upload: what pages name comes before them, the front page after them.

    The service worker is last, since its list names the new bytes of all others.
    """
    last = {FRONT_PAGE: 2, WORKER: 3}
    return last.get(name, int(PurePosixPath(name).suffix in (".html", ".xml"))), name


def headers(name: str) -> dict[str, str]:
    """Return how the object is to be sent."""
    # A photograph's name holds its hash; all else keeps its name when it changes.
    cache = "public, max-age=31536000, immutable" if name.startswith("images/") else "no-cache"
    # Of what a theme adds to a bundle, Python knows the type.
    kind = TYPES.get(PurePosixPath(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    return {"ContentType": kind, "CacheControl": cache}


def upload(bundle: Path, target: str, endpoint: str, dry_run: bool = False) -> str:
    """Put the bundle at the target and return what to tell the editor; raise Fault if that stops, or must not be.

    Objects that the bundle no longer has go when all others have arrived.
    """
    new = common.listed(bundle)
    name, _, path = target.removeprefix("s3://").partition("/")
    # Both are installed for the upload, not for a look at the settings.
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(
        connect_timeout=20,
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",  # some other servers know no newer checksums
    )
    try:
        bucket = boto3.resource("s3", endpoint_url=endpoint or None, config=config).Bucket(name)
        sent, stale = change(bucket, f"{path}/" if path else "", bundle, new, dry_run)
    except (BotoCoreError, ClientError) as error:
        raise Fault("u-003", "S3_TARGET", program="S3", said=common.without_secrets(str(error))) from error
    return report(target, [*sent, SUMS], stale, dry_run)


def change(bucket: Any, prefix: str, bundle: Path, new: dict[str, str], dry_run: bool) -> tuple[list[str], list[str]]:
    """Put the bundle below the prefix of the bucket; return the names of what is sent there and of what is removed.

    new: the digests of its files, by name.
    """

    def write(name: str, data: bytes) -> None:
        bucket.put_object(Key=prefix + name, Body=data, **headers(name))

    there = {item.key.removeprefix(prefix): item for item in bucket.objects.filter(Prefix=prefix)}
    read = [there[name].get()["Body"].read() if name in there else None for name in (SUMS, FRONT_PAGE)]
    plan = Plan(new, last_bundle(*read))
    plan.refuse_strangers("S3_TARGET", there)
    sent = sorted((name for name in new if not name.endswith(FOR_OTHER_HOSTS)), key=order)
    stale = sorted(there.keys() & plan.old.keys() - set(sent))
    if not dry_run:
        if plan.added:
            write(SUMS, plan.claim.encode())
        for name in sent:
            write(name, (bundle / name).read_bytes())
        for name in stale:
            there[name].delete()
        write(SUMS, (bundle / SUMS).read_bytes())
    return sent, stale
