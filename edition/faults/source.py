"""What can be wrong with a source page and its reading order."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "o-001": Kind("the head is not whole", "write `source NAME.txt` and `sha256 DIGEST` before the rows, each entry once; `make sign` writes `reviewed`",
        "A reading order must say which source page it is of, of which bytes, and who has reviewed it.", "a file that begins with a row"),
    "o-004": Kind("{name} does not exist", "name the source page beside this file",
        "The order is proven against its source page, which lies in the same folder.", "source pages.txt"),
    "o-005": Kind("{name} was edited after the order was made", "restore it, or write sha256 {digest}, and review the order again",
        "The source page is evidence: its digest shows that it is still the one that was reviewed.", "a comma was added to the source page"),
    "o-006": Kind("this is no row of a reading order", "write one of {roles}; lines such as 12, 12+14, 12_14, 12..20, 12[1-9] or 12+?; as many quotations, parted by 「{between}」; after `aside` a reason and a colon",
        "A row says what the words are, which lines they stand on, and how each begins and ends.", "text 12 「…」"),
    "o-009": Kind("「{words}」 stands in no article, and is not set aside", "put it into an article and its order, begin another of the page with make new, or write `{row}` into an order of the page",
        "Each character of the source stands in exactly one row: nothing is lost.", "a row was deleted"),
    "o-011": Kind("「{words}」 of line {number} stands in {other}, too", "name it once",
        "Each character of the source stands in exactly one row: nothing is doubled.", "paragraph 13, twice"),
    "o-012": Kind("line {number} of the source is not 「{quotation}」", "correct the number, or quote how the words begin and end",
        "The quotation shows that the number, counted from 1, means the line that the editor saw.", "the words of line 13 beside the number 15"),
    "o-013": Kind("no hyphen ends 「{words}」", "write + for nothing between the lines, or _ for a space",
        "12-14 drops the hyphen that ends line 12.", "paragraph 67-41"),
    "o-015": Kind("it reads {name} otherwise than {other} does", "write the same `encoding` and `reads` into both, and review them again",
        "A page is published once: what two orders read there must be the same characters.", "reads U+E001 镕 in one, reads U+E001 镇 in the other"),
    "o-014": Kind("this reading order has the form of an earlier version", "make order SLUG={slug} converts it; then review and sign it",
        "The form says more than it did, and each version is read by one rule.", "no `version 2` at its top"),
    # ----- pages of a PDF
    "s-001": Kind("「{page}」 is none of its pages", "write PAGE= and a number from 1 to {count}",
        "A reading order is of one page.", "make new SOURCE=paper.pdf SLUG=name"),
    "s-002": Kind("this PDF asks for a password", "save it without one",
        "What is locked cannot be read.", "a PDF that a subscriber got"),
    "s-003": Kind("this PDF cannot be read ({said})", "copy it again from where it came",
        "It is damaged, or no PDF.", "a file whose download broke off"),
    "s-004": Kind("page {page} has no text that can be read", "let a program for OCR read it, and give its text as SOURCE=",
        "It is a picture of a page, or its fonts do not say which characters they draw.", "a scan"),
    # ----- characters and encodings, of articles, too
    "x-001": Kind("nothing that can be read is here", "put the file itself there, and see that it can be read",
        "A folder or a pipe holds no text, and what the system withholds would be left out.", "a file of another user"),
    "x-002": Kind("there are more than {most:,} {things}", "divide the text, or scale the picture down; 3000 pixels across are plenty",
        "Such a page takes too long to build and to open; in too long a paragraph the blank lines were lost.", "a book as one article"),
    "x-003": Kind("here the file is no text in {encoding}", "save it as UTF-8, or say what a source page is in: ENCODING=gb18030, or `encoding gb18030` in its reading order",
        "In another encoding other characters stand there, or none; a file with NUL is a program's.", "an article saved as GB 18030, or a Word file as a source page"),
    "x-004": Kind("{encoding} is no known encoding", "write one such as utf-8, utf-16, gb18030, big5 or cp1252",
        "The characters of a file depend on its encoding.", "encoding gb18300"),
    "x-005": Kind("{name} is in this line, a character for private use, which each font draws otherwise or not at all", "write the character that the paper prints, or {meant}; of 〓 a Note may say what it stands for",
        "What a reader's device draws there is not what the paper printed.", "U+E863, by which GBK means 䶮"),
    "x-006": Kind("U+FFFD is in this line: a character was lost when the text was copied", "write the character that was there",
        "Whoever copied the text could not read that character.", "易康\ufffd械"),
    "x-007": Kind("{name} is in this line, where no reader sees it", "take it out, or put it behind the character that it joins",
        "It would be copied, searched and read aloud all the same.", "a zero-width space"),
}
