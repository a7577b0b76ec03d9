"""What can be wrong with the editor's commands."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "n-001": Kind("no article is named", "write SLUG=name, with small letters a to z, digits and hyphens",
        "The command is about one article, and its page has that name.", "make order"),
    "n-002": Kind("this article names no source page", "write it without a reading order, or name its page as `Source:`",
        "A reading order says where the lines of a source page stand.", "make order SLUG=essay"),
    "n-003": Kind("this file has the name {slug} already", "choose another SLUG",
        "Nothing is overwritten, and each article has a page of its own.", "make new, twice"),
    "n-004": Kind("no source page is given", "make new SOURCE=page.txt SLUG={slug}, or TITLE=words SLUG={slug}",
        "An article begins from an extracted page, or from its headline.", "make new SLUG=next"),
    "n-005": Kind("no line of the page can be told to be its headline{title}", "say which one is: TITLE=words, as the page has them",
        "Every article has a headline, and only what is printed can be it.", "a page that begins with its first paragraph"),
    "n-006": Kind("every line of {name} is taken already", "go on with its articles, or take lines out of theirs first, and make order",
        "Two articles would be proven against the same words.", "make new with a page whose article is there"),
    "n-007": Kind("no article can say this: {said}", "correct the extraction, where the paper does not have it so",
        "What Markdown would swallow or print otherwise than it stands would be lost.", "a line that begins with #"),
    "n-008": Kind("nobody is named", "write BY=name",
        "Whoever has reviewed the order says so by name.", "make sign SLUG=next"),
    "d-001": Kind("this article does not exist", "make new SLUG={slug} begins one",
        "No article of content/ has a page of that name.", "make check DRAFT=nxet"),
    "d-002": Kind("this article has no page", "see its Status",
        "What has no page can't be compared with its source.", "Status: skip"),
    "d-005": Kind("{target}, to which it links, has a fault", "fix that one first",
        "A page is made when every link on it leads somewhere.", "two drafts that link to each other"),
    "v-001": Kind("no server can listen at {port}: {said}", "name another PORT, a number from 1024 to 65535",
        "Another program listens there, or the system keeps it for itself.", "make devserver in two terminals"),
}
