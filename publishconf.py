"""Settings of the published bundle: only what differs from pelicanconf.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # a bare `pelican -s publishconf.py` finds the next line

from pelicanconf import *  # noqa: F403

DRAFT_SAVE_AS = ""  # a draft is for the editor's eyes
