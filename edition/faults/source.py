"""What can be wrong with a source page and its reading order."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "o-001": Kind("the head is incomplete", "write `source NAME.txt` and `sha256 DIGEST` before the rows",
        "A reading order must say which source page it is of, and of which bytes.", "a file that begins with a row"),
    "o-002": Kind("{entry} stands a second time", "keep one; the first is line {first}",
        "Of two entries of one name nobody can tell which one is meant.", "source page.txt, twice"),
    "o-003": Kind("{status} is no status", "write `status draft`, or drop the line",
        "An order is a draft or it is reviewed.", "status done"),
    "o-004": Kind("{name} does not exist", "name the source page beside this file",
        "The order is proven against its source page, which lies in the same folder.", "source pages.txt"),
    "o-005": Kind("{name} was edited after the order was made", "restore it, or review the order again and write sha256 {digest}",
        "The source page is evidence: its digest shows that it is still the one that was reviewed.", "a comma was added to the source page"),
    "o-006": Kind("this is no row of a reading order", "write one of {roles}, the line, its words",
        "A row says what the words are, which line they stand on, and how that line begins and ends.", "text 12 「…」"),
    "o-007": Kind("{numbers} and its words do not agree", "write lines such as 12, 12+14, 12_14 or 12+?, and as many quotations, parted by 「{between}」",
        "Each line of a row is quoted, so that a person can check it without counting.", "paragraph 67+41 「…」 with one quotation"),
    "o-008": Kind("this row names no line of the source", "name one",
        "A part of the article is made of words of the source.", "paragraph ? ?"),
    "o-009": Kind("line {number} of the source (「{words}」) stands nowhere", "give it a row",
        "Every line of the source that has words stands in exactly one row: nothing is lost.", "a row was deleted"),
    "o-010": Kind("the source has no words on line {number}", "name a line that has",
        "Lines are counted from 1.", "caption 4000"),
    "o-011": Kind("line {number} stands here already on row {first}", "name each line once",
        "Every line of the source stands in exactly one row: nothing is doubled.", "paragraph 13, twice"),
    "o-012": Kind("line {number} of the source is not 「{quotation}」", "quote how it begins and ends",
        "The quotation shows that the number means the line that the editor saw.", "the words of line 13 beside the number 15"),
    "o-013": Kind("no hyphen ends 「{words}」", "write + for nothing between the lines, or _ for a space",
        "12-14 drops the hyphen that ends line 12.", "paragraph 67-41"),
}
