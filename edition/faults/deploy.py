"""What can be wrong with an upload to a host."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "u-001": Kind("it is not set", "write {name}={example} after make …, or into deploy.mk",
        "An upload must know where to.", "make deploy-rsync"),
    "u-002": Kind("it cannot be {value!r}", "write it like {name}={example}",
        "A place that is misread may hold somebody's files; what begins with a hyphen would be an option.", "RSYNC_TARGET=me@host:"),
    "u-003": Kind("{program} is not installed", "install it (Debian: apt install {package}; macOS: brew install {package})",
        "The upload is done by it.", "no rsync on this machine"),
    "u-004": Kind("{program} says: {said}", "see that the place can be reached and written, then run it again",
        "The other side, or the way there, failed.", "a host that is down"),
    "u-005": Kind("git says: {said}", "do what it says, in the project's folder",
        "GitHub Pages are published by a commit in the project's own repository.", "no remote of that name"),
    "u-006": Kind("the type of this file is not known", "add it to TYPES in edition/deploy/s3.py",
        "S3 sends a file as the type that it was uploaded with.", "a font in theme/static"),
    "u-007": Kind("it stopped while {step}: {said}", "see the target and your credentials, then run it again",
        "The bucket, or the way there, failed.", "no such bucket"),
    "u-008": Kind("the branch {branch} holds the project itself", "name another branch, such as gh-pages",
        "Pages would stand among the sources that they are made from.", "GITHUB_BRANCH=main"),
}
