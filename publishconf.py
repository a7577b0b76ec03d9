"""Settings of the published bundle: only what differs from pelicanconf.py."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # a bare `pelican -s publishconf.py` finds the next line

from pelicanconf import *  # noqa: F403

# Where the bundle will live: canonical links, feed, sitemap and robots.txt need it, and nothing else does.
# Links stay relative; the templates know the address as FEED_DOMAIN, since Pelican makes SITEURL relative, too.
SITEURL = os.environ.get("SITEURL", "").rstrip("/")
if SITEURL:
    DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "sitemap", "feed", "robots"]  # noqa: F405
    TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
    SITEMAP_SAVE_AS = "sitemap.xml"
    FEED_SAVE_AS = "feed.xml"
    ROBOTS_SAVE_AS = "robots.txt"
