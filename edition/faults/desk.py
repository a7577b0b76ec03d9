"""What can be wrong with the editor's commands."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
}
