"""What can be wrong with a copy of a bundle, compared with a fresh build."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
}
