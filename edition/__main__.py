"""``python -m edition COMMAND [NAME=value …]``: what every make target calls.

A value comes from the command line, or from the environment under the name EDITION_NAME, where the Makefile puts it
unexpanded: no shell and no make reads it again. Whatever goes wrong ends here, in one line and an exit status: 0, 1 for
a fault, 2 for a command line that makes no sense, 130 for Ctrl-C, 128 and its number for another signal.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path

DEFAULTS = {"OUTPUT": "output", "OFFLINE": "yes", "PORT": "8000", "NAME": "web-edition", "DRY_RUN": "no", "WORDS": "no"}
STOPPED = "stopped: what is there now is whole, the earlier or the new"
STOPPED_UPLOAD = "stopped: what was uploaded is not whole; run it again"
SERVERS = ("serve", "devserver", "regenerate")  # which are meant to be stopped


class Values(dict[str, str]):
    """The values that a command was given, by name; "" for one that was not."""

    def __missing__(self, name: str) -> str:
        return DEFAULTS.get(name, "")

    def flag(self, name: str) -> bool:
        """Return whether the value of that name is yes; raise Fault for one that is neither yes nor no."""
        from edition.faults import Fault

        if self[name] not in ("yes", "no"):
            raise Fault("b-015", "make", name=name, value=self[name], known="write yes or no")
        return self[name] == "yes"

    @property
    def output(self) -> Path:
        """The folder of the bundle."""
        return Path(self["OUTPUT"]).expanduser().resolve()


# ----- the commands: each takes the values, and returns or yields lines to print; modules are loaded when they are needed


def html(values: Values) -> list[str]:
    """Build the bundle into OUTPUT, with no address."""
    from edition.bundle.build import build

    built = build(values.output, settings="pelicanconf.py", dry_run=values.flag("DRY_RUN"))
    return [f"{values['OUTPUT']}: {built.summary}"]


def publish(values: Values, output: Path | None = None) -> list[str]:
    """Build the bundle into OUTPUT, for the address SITEURL where it is given; OFFLINE=no withdraws readers' copies.

    output: another place than OUTPUT.
    """
    from edition.bundle.build import build

    built = build(
        output or values.output,
        settings="publishconf.py",
        address=values["SITEURL"],
        keep_offline=values.flag("OFFLINE"),
        dry_run=values.flag("DRY_RUN") and not output,
    )
    return [f"{values['OUTPUT']}: {built.summary}"]


def zip_(values: Values) -> list[str]:
    """Publish, and write the bundle as one archive, dist/NAME.zip."""
    from edition.bundle.archive import write_archive
    from edition.bundle.ours import check_claim

    archive = Path("dist", Path(values["NAME"]).name.removesuffix(".zip") + ".zip")
    check_claim(archive.parent, archive.name)
    said = publish(values)
    if values.flag("DRY_RUN"):
        return [*said, f"would write {archive}"]
    return [*said, write_archive(values.output, archive)]


def statement(values: Values) -> list[str]:
    """Write what BY may sign outside the edition of the bundle in OUTPUT, dist/statement.txt."""
    from edition.desk.statement import write_statement

    return [write_statement(values.output, Path("dist", "statement.txt"), values["BY"])]


def single(values: Values) -> list[str]:
    """Write each article as one file, dist/SLUG.html."""
    from edition.bundle.single_file import write_single_files

    dry_run = values.flag("DRY_RUN")
    return write_single_files(Path("dist"), settings="publishconf.py", address=values["SITEURL"], dry_run=dry_run)


def check(values: Values) -> Iterator[str]:
    """Compare a copy of the bundle, SITE, with a fresh build; without SITE compare OUTPUT, and report on the drafts.

    With DRAFT=name only report on that draft.
    """
    from edition.check.check import check_copy
    from edition.desk.drafts import check_drafts
    from edition.faults import Fault, Faults

    if values["DRAFT"]:
        yield from check_drafts(values["DRAFT"])
        return
    try:
        yield from check_copy(values["SITE"] or values["OUTPUT"], in_full=values.flag("WORDS"))
    except (Fault, Faults):
        if not values["SITE"]:
            yield from check_drafts()  # there may be no bundle yet
        raise
    if not values["SITE"]:
        yield from check_drafts()


def new(values: Values) -> list[str]:
    """Begin an article, SLUG, from an extracted page, SOURCE (PAGE of a PDF; ENCODING), or from a TITLE alone."""
    from edition.desk.new import new_article

    return new_article(
        values["SOURCE"], values["SLUG"], values["TITLE"], page=values["PAGE"], encoding=values["ENCODING"]
    )


def order(values: Values) -> list[str]:
    """Write the reading order of the article SLUG from the order of its text."""
    from edition.desk.order import write_order

    return write_order(values["SLUG"])


def sign(values: Values) -> list[str]:
    """Note in the reading order of the article SLUG that BY has reviewed it today."""
    from edition.desk.order import sign_order

    return sign_order(values["SLUG"], values["BY"])


def devserver(values: Values) -> list[str]:
    """Show all pages, drafts too, at localhost:PORT while the editor writes."""
    from edition.desk.devserver import run

    return run(values["PORT"])


def regenerate(values: Values) -> list[str]:
    """Rebuild preview/ whenever content or theme changes."""
    from edition.desk.devserver import run

    return run(None)


def serve(values: Values) -> list[str]:
    """Show OUTPUT at localhost:PORT."""
    from edition.desk.devserver import serve_folder

    return serve_folder(values.output, values["PORT"])


def clean(values: Values) -> list[str]:
    """Remove the bundle in OUTPUT and all else that we made, and no other file."""
    from edition.desk.clean import remove_all

    return remove_all(values.output, values["VENV"], values.flag("DRY_RUN"))


def docs(values: Values) -> list[str]:
    """Write what the documentation repeats of the code: the table of parts, the list of faults."""
    from edition.guide import write_docs

    return write_docs(Path("docs"))


def deploy(host: str) -> Callable[[Values], list[str]]:
    """Return the command that publishes, checks and uploads to that host."""

    def command(values: Values) -> list[str]:
        from edition.bundle.swap import folder_aside, take_bundle
        from edition.check.check import check_copy
        from edition.deploy import HOSTS

        upload = HOSTS[host](values)  # which looks at the settings first
        # What is checked and uploaded is taken aside, where no other build replaces it; one upload at a time.
        with folder_aside(values.output.with_name(f"{values.output.name}.upload")) as bundle:
            if values.flag("DRY_RUN"):
                said = publish(values, bundle)
            else:
                said = publish(values)
                take_bundle(values.output, bundle)
            checked = [line.replace(str(bundle), values["OUTPUT"]) for line in check_copy(str(bundle))]
            return [*said, *checked, upload(bundle)]

    command.__doc__ = f"Publish, check, upload to {host}."
    return command


COMMANDS: dict[str, Callable[[Values], Iterable[str]]] = {
    **{
        "html": html,
        "publish": publish,
        "zip": zip_,
        "single": single,
        "statement": statement,
        "check": check,
        "new": new,
        "order": order,
        "sign": sign,
    },
    **{"devserver": devserver, "regenerate": regenerate, "serve": serve, "clean": clean, "docs": docs},
    **{f"deploy-{host}": deploy(host) for host in ("github", "rsync", "s3")},
}
WRITE_FOR_YOU = ("new", "order", "sign", "statement", "docs")


# ----- the one place where everything ends


class Stopped(BaseException):
    """A signal asks the process to end."""


def main(arguments: list[str]) -> int:
    """Do what the command line says, print what it returns or the lines of its faults, and return the exit status."""
    caught: list[int] = []

    def stop(number: int, frame: object) -> None:
        """End what is under way as the signal asks, after the cleaning up that a kill would leave undone."""
        caught.append(number)  # for the exit status, also where a library makes something else of what is raised
        raise Stopped

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files may be no text
    name = arguments[0] if arguments else ""
    try:
        status = run(name, arguments[1:])
    except (KeyboardInterrupt, Stopped):
        if name not in SERVERS:
            print(STOPPED_UPLOAD if name.startswith("deploy") else STOPPED, file=sys.stderr)
        return 128 + (caught or [signal.SIGINT])[0]
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python writes once more at its end, and says so
        return 128 + signal.SIGPIPE
    return 128 + caught[0] if caught else status


def run(name: str, assignments: list[str]) -> int:
    """Run the command of that name with the values that the assignments and the environment give."""
    from edition.faults import Fault

    if name not in COMMANDS or not all("=" in assignment for assignment in assignments):
        said = " ".join([name, *assignments])
        print(Fault("b-016", "python -m edition", said=said, known=", ".join(COMMANDS)), file=sys.stderr)
        return 2
    given = {key.removeprefix("EDITION_"): value for key, value in os.environ.items() if key.startswith("EDITION_")}
    given |= dict(assignment.split("=", 1) for assignment in assignments)
    values = Values({key: value for key, value in given.items() if value})
    try:
        for key, value in values.items():
            if (
                value.startswith("-") and key != "TITLE"
            ):  # a program that it is handed on to would take it for an option
                raise Fault("b-015", "make", name=key, value=value, known="a value does not begin with a hyphen")
        if name in WRITE_FOR_YOU and values.flag("DRY_RUN"):
            raise Fault("b-015", "make", name="DRY_RUN", value="yes", known=f"make {name} has no dry run")
        for line in COMMANDS[name](values):
            print(line, flush=True)
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("DEBUG"):
            raise
        print(told(error), file=sys.stderr)
        return 1
    return 0


def told(error: Exception) -> Exception:
    """Return the Fault or Faults that an error is or came from."""
    from edition.faults import Fault

    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("edition"):
        return Fault("b-021", sys.prefix, name=error.name)
    from edition.bundle.build import fault_of

    return fault_of(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
