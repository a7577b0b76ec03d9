"""What can be wrong with an upload to a host."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
}
