"""What can be wrong with an upload to a host."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "u-001": Kind("it cannot be {value!r}", "write {name}={example} after make …, or into deploy.mk",
        "An upload must know where to: a place that is misread may hold somebody's files.", "RSYNC_TARGET=me@host:"),
    "u-002": Kind("{program} is not installed", "install it (Debian: apt install {package}; macOS: brew install {package})",
        "The upload is done by it.", "no rsync on this machine"),
    "u-003": Kind("{program} says: {said}", "do what it says, see that the place can be reached and written, then run it again",
        "The project's repository, the other side, or the way there refused.", "a host that is down"),
    "u-004": Kind("the branch {branch} holds the project itself", "name another branch, such as gh-pages",
        "Pages would stand among the sources that they are made from.", "GITHUB_BRANCH=main"),
    "u-005": Kind("this checkout belongs to another user, so git does nothing in it", "git config --global --add safe.directory {folder}",
        "git runs nothing that another user may have written into a repository (its own words: dubious ownership).", "a checkout that root made"),
}
