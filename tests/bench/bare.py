"""``python -m tests.bench.bare CONTENT OUTPUT``: build the articles with a bare Pelican and its own simple theme.

The same Markdown with the extensions that Pelican brings (the photo blocks are text to them), the same source pages
copied, an index in pages of twenty; no rule of this project's reader, no template, no check.
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
    articles, pages = ({path.stem for path in Path(folder).glob("article-*")} for folder in (content, output))
    if articles != pages:
        sys.exit(f"the bare build wrote {len(pages)} of {len(articles)} articles")


if __name__ == "__main__":
    main(*sys.argv[1:])
