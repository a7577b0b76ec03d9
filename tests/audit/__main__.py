"""``python -m tests.audit``: every page of OUTPUT must be valid HTML and score 100 in every category of Lighthouse.

Needs Java, Node and npm; installs the auditors that package-lock.json pins beside this file.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import find_chromium
from tests.serve import serving

HERE = Path(__file__).resolve().parent
# Lighthouse asks for robots.txt from inside the page, whose policy forbids every connection.
SKIPPED = "robots-txt"
# Other work on the machine slows the page, never quickens it: of so many runs the best counts.
RUNS = 3


def install() -> str:
    """Install the auditors; return "" or the one line that says what is missing."""
    for program, package in [("java", "default-jre-headless"), ("node", "nodejs"), ("npm", "npm")]:
        if not shutil.which(program):
            return f"{program} is missing: install it (Debian: apt install {package})"
    marker = HERE / "node_modules" / ".package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        # npm's own words about a failure go to stderr, and nothing else does.
        done = subprocess.run(["npm", "ci", "--loglevel=error"], cwd=HERE, check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return "npm could not install the auditors, for the reason above"
        marker.touch()
    return ""


def html_faults(site: Path) -> list[str]:
    """Return what the Nu HTML checker says of the pages, errors and warnings alike."""
    jar = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    pages = sorted(map(str, site.rglob("*.html")))
    done = subprocess.run(["java", "-jar", jar, "--format", "gnu", *pages], capture_output=True, text=True, check=False)
    found = [
        line for line in done.stderr.splitlines() if ": error" in line or ": warning" in line or "info warning" in line
    ]
    if done.returncode and not found:
        return [f"the Nu HTML checker failed: {done.stderr.strip()[:300]}"]
    return found


def scores(address: str) -> dict[str, float]:
    """Return the page's score by category, 100 at best, as Lighthouse sees it on a phone."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        flags = "--headless --no-sandbox" if os.geteuid() == 0 else "--headless"
        subprocess.run(
            [
                *("node", HERE / "node_modules" / "lighthouse" / "cli" / "index.js", address),
                *("--quiet", "--output=json", f"--output-path={report}"),
                *(f"--skip-audits={SKIPPED}", f"--chrome-flags={flags}"),
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": find_chromium() or ""},
        )
        found = json.loads(report.read_text(encoding="utf-8"))
        for name, audit in found["audits"].items():
            if audit["score"] is not None and audit["score"] < 1 and audit["scoreDisplayMode"] == "binary":
                print(f"  {name}: {audit['title']}")
        return {name: round(100 * category["score"]) for name, category in found["categories"].items()}


def best_scores(address: str) -> dict[str, float]:
    """Return the best score of each category in RUNS runs, in one run where all are 100."""
    best: dict[str, float] = {}
    for _ in range(RUNS):
        best = {name: max(score, best.get(name, 0)) for name, score in scores(address).items()}
        if min(best.values()) == 100:
            break
    return best


def main(site: Path) -> int:
    """Print what the auditors find; return the exit status."""
    if trouble := install():
        print(trouble, file=sys.stderr)
        return 1
    faults = html_faults(site)
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    with serving(site) as address:
        for name in pages:
            found = best_scores(address + name)
            if b'<meta name="robots" content="noindex">' in (site / name).read_bytes():
                del found["seo"]  # it is not to be found by search engines
            print(f"{name}: " + ", ".join(f"{category} {score}" for category, score in found.items()))
            faults += [
                f"{name}: Lighthouse gives {category} {score}" for category, score in found.items() if score < 100
            ]
    print(
        "\n".join(faults) or f"{len(pages)} page(s): valid HTML, 100 in every category",
        file=sys.stderr if faults else sys.stdout,
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get("EDITION_OUTPUT") or "output")))
