"""Commit the bundle to the branch that GitHub Pages shows, and push it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from edition.bundle.ours import Plan, last_bundle, report
from edition.deploy import common
from edition.faults import ROOT, Fault
from edition.names import FRONT_PAGE, SUMS

OF_A_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX")
NAME = r"\w[\w./-]*"


def prepare(values: dict[str, str]) -> Callable[[Path], str]:
    """Return what uploads a bundle to GITHUB_BRANCH of GITHUB_REMOTE.

    Raises Fault for one that is missing or malformed, for no git, and for what git says of the project: that it is no
    repository, or another user's, that it has no such remote, or that it does not know who commits.
    """
    remote = common.setting(values, "GITHUB_REMOTE", "origin", NAME)
    branch = common.setting(values, "GITHUB_BRANCH", "gh-pages", f"|{NAME}") or "gh-pages"
    if not shutil.which("git"):
        raise Fault("u-002", "GITHUB_REMOTE", program="git", package="git")
    git("remote", "get-url", "--", remote)
    git("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
    return partial(upload, remote=remote, branch=branch, dry_run=values["DRY_RUN"] == "yes")


def upload(bundle: Path, remote: str, branch: str, dry_run: bool = False) -> str:
    """Push one commit that holds the bundle and return what to tell the editor; raise Fault if that fails or must not be.

    The branch's history is kept, and so are files of it that no bundle of ours brought, such as its CNAME. Nothing is
    pushed if nothing changed. The editor's own branches, index and files are left alone.
    """
    place = f"{remote}/{branch}"
    before = f"refs/remotes/{place}"
    new = common.listed(bundle)
    there = {}
    if not git("ls-remote", "--exit-code", "--", remote, f"refs/heads/{branch}", allowed=(0, 2)).returncode:
        git("fetch", "--quiet", "--no-tags", "--", remote, f"+refs/heads/{branch}:{before}")
        there = files(before)
    shown = [git("cat-file", "blob", there[name]).stdout if name in there else None for name in (SUMS, FRONT_PAGE)]
    plan = Plan(new, last_bundle(*(text.encode() if text is not None else None for text in shown)))
    if there and not plan.old and not git("merge-base", before, "HEAD", allowed=(0, 1, 128)).returncode:
        raise Fault("u-004", "GITHUB_BRANCH", branch=branch)
    plan.refuse_strangers("GITHUB_BRANCH", there)
    names = [*new, SUMS]
    paths = "".join(f"{bundle.absolute() / name}\n" for name in names)
    stored = git("hash-object", "-w", "--no-filters", "--stdin-paths", given=paths).stdout.split()
    blobs = dict(zip(names, stored, strict=True))
    sent = [name for name in blobs if there.get(name) != blobs[name]]
    stale = [name for name in plan.stale if name in there]
    if not sent and not stale:
        return f"{place}: nothing changed"
    if not dry_run:
        made = commit(before if there else "", {name: blobs[name] for name in sent}, stale)
        git("push", "--quiet", "--", remote, f"{made}:refs/heads/{branch}")
    return report(place, sent, stale, dry_run)


def files(ref: str) -> dict[str, str]:
    """Return the object of each file of the commit, by the file's name."""
    lines = git("ls-tree", "-r", "-z", ref).stdout.split("\0")
    return {name: about.split()[2] for about, _, name in (line.partition("\t") for line in lines if line)}


def commit(before: str, blobs: dict[str, str], stale: list[str]) -> str:
    """Make a commit on top of before ("" for a first one) with these files in it and the stale ones out of it."""
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch, "index")
        git("read-tree", before or "--empty", index=index)
        lines = [f"0 {'0' * 40}\t{name}\0" for name in stale] + [f"100644 {blobs[name]}\t{name}\0" for name in blobs]
        git("update-index", "-z", "--index-info", given="".join(lines), index=index)
        tree = git("write-tree", index=index).stdout.strip()
    parent = ["-p", before] if before else []
    return git("commit-tree", tree, *parent, "-m", "Publish the edition").stdout.strip()


def git(
    *arguments: str, given: str = "", allowed: tuple[int, ...] = (0,), index: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run git in the project and return it, finished; raise Fault, with git's own words, unless its status is allowed.

    given: what it reads. index: another than the editor's.
    """
    # What a hook of another repository's has set is not for this one.
    environment = {name: value for name, value in os.environ.items() if name not in OF_A_REPOSITORY}
    environment |= {"LC_ALL": "C"} | ({"GIT_INDEX_FILE": str(index)} if index else {})
    command = ["git", "-C", str(ROOT), *arguments]
    try:
        return common.run(command, "GITHUB_REMOTE", given=given, allowed=allowed, environment=environment)
    except Fault as fault:
        if "dubious ownership" in str(fault.values["said"]):  # git's advice takes several lines
            raise Fault("u-005", ROOT, folder=ROOT) from fault
        raise
