"""What the tests of the desk share: the tests' own article, without its photographs, for a test to spoil."""

import re
from pathlib import Path

import pytest

from edition.faults import Fault, Faults
from tests.conftest import ARTICLE, ORDER, settings_for


class Desk:
    """A project's content, and what an editor does with it. settings: the file of settings, of which it has a copy."""

    def __init__(self, project: Path) -> None:
        self.project, self.content, self.settings = project, project / "content", settings_for(project)
        # Photographs take seconds.
        self.write(ARTICLE, re.sub(r"(/// photo) \|.*\n    alt.*\n\n", r"\1\n", self.read(ARTICLE)))

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.project / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.project / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace words of a file."""
        assert old in self.read(name)
        self.write(name, self.read(name).replace(old, new, 1))

    def unsign(self) -> None:
        """Make a draft of the article again."""
        self.edit(ORDER, "reviewed ", "# reviewed ")

    def files(self) -> dict[Path, bytes]:
        """Return every file of content/ with its bytes."""
        return {path: path.read_bytes() for path in sorted(self.content.rglob("*")) if path.is_file()}

    def faults(self, command, *arguments: str) -> list[Fault]:
        """Return what a command raises, which has written nothing."""
        before = self.files()
        with pytest.raises((Fault, Faults)) as raised:
            command(*arguments, settings=self.settings)
        assert self.files() == before
        return raised.value.faults if isinstance(raised.value, Faults) else [raised.value]


@pytest.fixture
def desk(content_project) -> Desk:
    """The article, complete and reviewed."""
    return Desk(content_project)
