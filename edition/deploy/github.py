"""Commit the bundle to the branch that GitHub Pages shows, and push it."""

import os
import re
import subprocess
from contextlib import chdir
from pathlib import Path

from edition.deploy import FRONT_PAGE, SETTINGS, names_of, refuse_strangers, setting
from edition.faults import ROOT, Fault, LooseFault

NAME = r"[\w][\w./-]*"
MESSAGE = "Publish the edition"
KEPT = ("CNAME", ".nojekyll")  # of the branch: the site's own domain, and no Jekyll


def settings() -> tuple[str, str]:
    """Return remote and branch; raise Fault for one that is missing, malformed or unfit."""
    remote = setting("GITHUB_REMOTE", "origin", NAME)
    branch = setting("GITHUB_BRANCH", "gh-pages", f"|{NAME}") or "gh-pages"
    if git("rev-parse", "--git-dir").returncode:
        raise LooseFault(ROOT, None, "this is no git repository", "clone the project with git, or run git init")
    if git("remote", "get-url", remote).returncode:
        raise LooseFault(SETTINGS, None, f"git knows no remote named {remote}", f"run git remote add {remote} URL")
    for key in ("user.name", "user.email"):
        known = os.environ.get(f"GIT_COMMITTER_{key.removeprefix('user.').upper()}")
        if not known and not git("config", key).stdout.strip():
            raise LooseFault(ROOT, None, f"git does not know your {key}", f'run git config {key} "…"')
    return remote, branch


def upload(folder: Path, remote: str, branch: str) -> str:
    """Push one commit that holds the bundle and return what to tell the editor; raise Fault where that fails.

    The branch's history and its CNAME are kept. Nothing is pushed if nothing changed.
    """
    from ghp_import import GhpError, ghp_import  # installed for the upload, not for a look at the settings

    before = f"refs/remotes/{remote}/{branch}"
    # ghp-import resets the local branch that it is given; an editor's own of that name may hold work.
    scratch = f"deploy/{branch}"
    cname = None
    git("update-ref", "-d", f"refs/heads/{scratch}")
    if fetch(remote, branch, before):
        there = git("ls-tree", "-r", "-z", "--name-only", before).stdout.split("\0")
        strangers = sorted(set(there) - {*names_of(folder), *KEPT, ""})
        refuse_strangers(f"the branch {branch} of {remote}", strangers, lambda: show(before, FRONT_PAGE).encode())
        cname = show(before, "CNAME").strip() or None
        git("update-ref", f"refs/heads/{scratch}", before)
    try:
        with chdir(ROOT):
            ghp_import(str(folder.resolve()), remote=remote, branch=scratch, mesg=MESSAGE, nojekyll=True, cname=cname)
        if git("diff", "--quiet", before, scratch, "--").returncode == 0:
            return f"{remote}/{branch}: nothing changed"
        pushed = git("push", "--quiet", remote, f"refs/heads/{scratch}:refs/heads/{branch}")
    # ghp-import 2.1 raises the last of these where git could not take the commit.
    except (GhpError, OSError, TypeError) as error:
        raise LooseFault(ROOT, None, f"the commit could not be made ({error})", "see that git works here") from error
    finally:
        git("update-ref", "-d", f"refs/heads/{scratch}")
    if pushed.returncode:
        raise refusal(remote, pushed.stderr)
    return f"{remote}/{branch}: one commit pushed"


def fetch(remote: str, branch: str, ref: str) -> bool:
    """Fetch the remote's branch into ref and return True, or False where it has none; raise Fault if it refuses."""
    found = git("ls-remote", "--exit-code", remote, f"refs/heads/{branch}")
    if found.returncode == 2:
        git("update-ref", "-d", ref)
        return False
    fetched = found if found.returncode else git("fetch", "--quiet", remote, f"+refs/heads/{branch}:{ref}")
    if fetched.returncode:
        raise refusal(remote, fetched.stderr)
    return True


def show(ref: str, name: str) -> str:
    """Return the text of a file of the commit, "" if it has none."""
    return git("cat-file", "blob", f"{ref}:{name}").stdout


def refusal(remote: str, said: str) -> Fault:
    """Return the Fault for what git said of the remote: its first line that tells why."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    why = next((line for line in lines if re.match(r"!|fatal:|error:", line)), "no reason given")
    wrong = f"the remote {remote} refused ({why})"
    return LooseFault(SETTINGS, None, wrong, "see that you may write there, then run it again")


def git(*arguments: str) -> subprocess.CompletedProcess:
    """Run git in the project and return the finished process, its output as text."""
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
