"""Settings that every build shares; publishconf.py changes what production needs otherwise."""

from pathlib import Path

from jinja2 import StrictUndefined

# The site. No address is known, and none is needed: every link is relative.
SITENAME = "济宁高新区·网络版"
LICENCE = ""  # of the articles' words, its address on the web; "" where there is none
SITEURL = ""
RELATIVE_URLS = True
DEFAULT_LANG = "zh-CN"
TIMEZONE = "Asia/Shanghai"
LOCALE = ["C"]  # so that no machine's locale shows

# Where things are.
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS = []  # style, scripts and icon stand in the page itself …
THEME_TEMPLATES_OVERRIDES = [str(Path(__file__).parent / "theme" / "inline")]  # … included from here
STATIC_PATHS = []  # what an article names is published: its source page, and its photographs in sizes of their own
ARTICLE_EXCLUDES = ["source", "images"]
IGNORE_FILES = [".*", "*~", "*.swp", "*.order", "__pycache__"]

# One page an article, named by its file or its Slug. index.html lists them; the reader makes it the article itself
# where there is only one, and Pelican then leaves out the list.
ARTICLE_URL = ARTICLE_SAVE_AS = "{slug}.html"
SLUGIFY_SOURCE = "basename"
DRAFT_SAVE_AS = ""  # a draft is for the editor's eyes: the server for drafts alone shows it
DIRECT_TEMPLATES = ["index", "404"]
PAGINATED_TEMPLATES = {"index": 20}
PAGINATION_PATTERNS = [(1, "index.html", "index.html"), (2, "index-{number}.html", "index-{number}.html")]
PAGE_PATHS = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DEFAULT_METADATA = {"category": "article"}  # Pelican 4.12 stops at a draft that has no category
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

# `make single` sets this: each page then holds in itself all that it would link to.
SINGLE_FILE = False

# The words that a role in a byline ends in, such as 本报记者 or 特约评论员; a name may begin with one of one character.
BYLINE_ROLES = (
    "记者 通讯员 实习生 评论员 特派员 撰稿人 作者 编者 编译 翻译 整理 口述 采写 撰文 摄影 报道 制图 文 图 摄 译".split()
)
BYLINE_ROLES += "記者 通訊員 實習生 評論員 特派員 編者 編譯 翻譯 採寫 撰文 攝影 報導 報道 製圖 圖 攝 譯".split()
BYLINE_ROLES += ["Reporter", "Correspondent", "Writer", "Photographer"]

# The text is already set: no smart quotes, no other readers.
PLUGINS = [f"edition.{name}" for name in "article.reader article.photographs pages.filters pages.source_view".split()]
READERS = {"rst": None, "html": None}
MARKDOWN = {
    "extensions": ["edition.article.markup"],
    "output_format": "html",
}

# A misspelt variable stops the build instead of printing nothing; text is escaped unless a template says otherwise.
JINJA_ENVIRONMENT = {
    "undefined": StrictUndefined,
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,  # no template changes while a build runs
}
