"""``python -m tests.bench.bare CONTENT OUTPUT``: build the articles with a bare Pelican and its own simple theme.

The same Markdown, converted by the same extension (a stock set is slower and prints the photo blocks as text), the
same source pages copied, an index in pages of twenty; no rule of this project's reader, no template, no check.
"""

import logging
import sys
from pathlib import Path

import pelican
from pelican.settings import read_settings

SETTINGS = {
    "THEME": str(Path(pelican.__file__).parent / "themes" / "simple"),
    "TIMEZONE": "Asia/Shanghai",
    "PLUGINS": [],
    "MARKDOWN": {
        "extensions": ["markdown.extensions.meta", "plugins.article_markup"],
        "output_format": "html",
    },
    "SLUGIFY_SOURCE": "basename",
    "ARTICLE_EXCLUDES": ["source"],
    "STATIC_PATHS": ["source"],
    "IGNORE_FILES": ["*.order"],
    "DEFAULT_METADATA": {"category": "article"},
    "DIRECT_TEMPLATES": ["index"],
    "DEFAULT_PAGINATION": 20,
    "AUTHOR_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    **dict.fromkeys(
        ["FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TRANSLATION_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"]
    ),
}


def main(content: str, output: str) -> None:
    """Build."""
    logging.disable(logging.WARNING)
    pelican.log.console.quiet = True
    pelican.Pelican(read_settings(None, override={**SETTINGS, "PATH": content, "OUTPUT_PATH": output})).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
