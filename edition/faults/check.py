"""What can be wrong with a copy of a bundle, compared with a fresh build."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "k-001": Kind("there is no such file or folder", "build it with make publish, or name a folder, an archive, an edition in one file or an address as SITE",
        "There is nothing to check.", "make check SITE=outptu"),
    "k-002": Kind("no bundle is here (there is no index.html)", "build it with make publish, or name another folder as SITE",
        "A bundle has a front page.", "make check SITE=content"),
    "k-003": Kind("this is {what}, and no file of an edition", "",
        "A bundle holds regular files; whatever else may lead anywhere.", "a symbolic link to another page"),
    "k-004": Kind("this is no archive that can be read ({said})", "unpack it with a program that you trust, and name the folder as SITE",
        "make zip writes a plain archive, without a comment.", "a file cut off on its way"),
    "k-005": Kind("it holds more than the files of one top folder, or one of them twice", "",
        "Two programs may unpack different files of such an archive.", "a second index.html in the archive"),
    "k-006": Kind("the host did not answer ({said})", "see that the address can be opened here, then check again",
        "What a host does not send cannot be compared.", "a host that is down"),
    "k-007": Kind("this file is missing, or can't be unpacked", "",
        "The fresh build has it.", "a page was deleted"),
    "k-008": Kind("this file is too many: the fresh build has none of that name", "",
        "What does not belong to the edition may be mistaken for it.", "a second index.htm"),
    "k-009": Kind("it does not hold what the fresh build's file holds", "",
        "Hosts send the compressed file in the place of the plain one.", "other words in index.html.gz"),
    "k-010": Kind("it differs from the fresh build: 「{found}」 where that has 「{wanted}」", "",
        "The words of a page may be the same, and its markup, style or script be others.", "a style sheet that hides a paragraph"),
    "k-011": Kind("{how} it is not the same file", "",
        "A host may send other bytes to a reader who asks otherwise.", "a host that alters pages when it compresses them"),
    "k-012": Kind("it differs from the fresh build, and can't be read in reasonable time and memory", "",
        "A page made to stop whoever reads it.", "a page of a hundred thousand nested elements"),
    "k-013": Kind("the edition's own words were added: 「{words}」", "",
        "What the edition says in its own name is part of the build.", "a sentence was added to a note"),
    "k-014": Kind("the edition's own words are missing: 「{words}」", "",
        "What the edition says in its own name is part of the build.", "the note of a gap was deleted"),
    "k-015": Kind("{count} more differences", "",
        "So many are not worth reading one by one.", "a bundle of another project"),
    "k-016": Kind("its members are not plain files, one behind the other, as the list at its end says", "unpack it with a program that you trust, and name the folder as SITE",
        "Two programs may unpack different files of such an archive.", "a file between two others that the list does not name"),
    "k-017": Kind("it is replaced again and again while it is read", "check it when no build or upload is under way",
        "Of two bundles, one after the other in the same place, no comparison says anything.", "make publish in a loop"),
}
