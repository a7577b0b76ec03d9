"""What can be wrong with a build and the project that it is made from."""

from edition.faults import Kind

# id: the problem, the fix, / the cause, an example
# fmt: off
KINDS: dict[str, Kind] = {
    "b-001": Kind("{said}", "fix the settings",
        "Settings are Python.", "SITENAME = \"高新区"),
    "b-002": Kind("{name} is no setting", "{suggestion}",
        "A misspelt setting would do nothing, without a word.", "SITENMAE = \"…\""),
    "b-003": Kind("{said}", "fix the template",
        "Templates are written in Jinja.", "{% if article.kicker }"),
    "b-004": Kind("{syntax} is not replaced in a template", "write {{{{ SITEURL }}}}/",
        "Pelican replaces it in articles only.", "<a href=\"{filename}a.md\">"),
    "b-005": Kind("{address} is not the address of a folder on the web", "write it like https://example.org/path, in ASCII, without ? or #",
        "The address is printed into pages, feed and sitemap as it stands.", "SITEURL=example.org"),
    "b-006": Kind("the bundle would replace the project's own files", "name another folder as OUTPUT",
        "Whatever was in the folder would be gone.", "OUTPUT=content"),
    "b-007": Kind("{name} is in the way, and no build of ours wrote it", "move it, or name another place",
        "Nothing is replaced but what the list of the last bundle there, SHA256SUMS, names.", "OUTPUT=/home/me"),
    "b-008": Kind("Pelican warns: {said}", "fix what it names",
        "A warning of Pelican's may mean that something was left out.", "an empty alt text"),
    "b-009": Kind("{said}", "make room where OUTPUT is, and build again",
        "The bundle did not fit; the earlier one stands.", "a full disk"),
    "b-010": Kind("{said}", "see that it can be read and written",
        "The system refused a file.", "a file of another user"),
    "b-011": Kind("{said}", "fix it there; DEBUG=1 shows the whole traceback",
        "Something that nobody foresaw.", "a plugin that fails"),
    "b-012": Kind("no bundle is here", "build it with make publish, or name another folder",
        "A bundle has a front page, index.html.", "OUTPUT=empty-folder"),
    "b-013": Kind("another build or upload is under way here", "wait until it has ended",
        "Two would write to the same place.", "make in two terminals"),
    "b-014": Kind("this file system can't change a folder in one step ({said})", "remove it first, or build elsewhere and copy",
        "Readers would see half a bundle while it is exchanged.", "a network drive"),
    "b-015": Kind("{name} cannot be {value!r}", "{known}",
        "A value that is not understood would be guessed.", "OFFLINE=maybe"),
    "b-016": Kind("{said} is no command", "write one of {known}",
        "The command line has one command and values such as OUTPUT=folder.", "python -m edition bild"),
<<<<<<< HEAD
    "b-017": Kind("this catalogue of labels can't be used: {said}", "write the label in msgstr, with the %(names)s that its msgid has, without < > & \" ' \\ and another %",
        "What the edition itself says is printed into pages, scripts and style sheets.", "msgstr \"图%(nummer)s\""),
    "b-018": Kind("the label 「{words}」 is missing", "write it as msgid, and what is to be printed as msgstr",
        "A page would say nothing there.", "a template with a new label"),
    "b-019": Kind("{lang} is no language of the edition", "write one of {known}; a further one is a catalogue, theme/labels/{lang}.po",
        "The language decides labels, fonts, punctuation and the voice that reads aloud.", "Lang: zh"),
=======
    "b-017": Kind("{name} is not as it was built", "build it again with make publish",
        "An archive and an upload hold what was proven, and nothing else.", "a page that was edited in output/"),
    "b-018": Kind("this virtual environment has no {name}: it is of another Python, or not whole", "say make clean, then this again",
        "Python was upgraded or removed, or the installation of the packages was broken off.", "python3 is a newer one since yesterday"),
>>>>>>> 2f0ef62 (Only what is ours is replaced or removed, aside and in dist/, shots/, bench/ and caches, too; uploads and archives hold one bundle; DRY_RUN for all that writes)
}
