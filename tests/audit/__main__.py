"""``python -m tests.audit PIP-AUDIT``: every page is valid HTML and scores 100 in every category of Lighthouse.

The pages are those of the project and of the specimens, each bundle for the address at which it is served here. The
packages of the lock files have no known vulnerability, as far as the program PIP-AUDIT reaches its database. Needs Java,
Node and npm; installs the auditors that package-lock.json pins beside this file.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from edition.bundle.build import build
from edition.faults import ROOT
from edition.names import FRONT_PAGE
from tests.browser import find_chromium
from tests.conftest import copy_tree, settings_for
from tests.serve import serving

HERE = Path(__file__).resolve().parent
# Other work on the machine slows the page, never quickens it: of so many runs the best counts.
RUNS = 3
# What the Nu checker warns of and is meant: Safari tells of no list without a marker that has not this role; on a disk no
# address is the page's own.
MEANT = re.compile("“list” role is unnecessary|blocked by “img-src” directive")


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
    command = ["java", "-jar", jar, "--format", "gnu", *pages]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    found = [
        line
        for line in done.stderr.splitlines()
        if re.search(": error|: warning|info warning", line) and not MEANT.search(line)
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
                f"--chrome-flags={flags}",
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


def known_vulnerabilities(pip_audit: str, lock: Path) -> tuple[str, list[str]]:
    """Return how many packages of the lock file could be looked up, in a sentence, and what is known of them.

    pip-audit finds nothing, and exits 0, where its database answers that it knows none of the packages.
    """
    command = [pip_audit, "--requirement", lock, "--require-hashes", "--disable-pip", "--progress-spinner=off"]
    done = subprocess.run([*command, "--format=json"], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        said = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        return f"the packages' known vulnerabilities could not be looked up: {said[:300]}", []
    known = [package for package in packages if "vulns" in package]
    faults = [
        f"{package['name']} {package['version']}: {one['id']}, fixed in {', '.join(one['fix_versions']) or 'no version'}"
        for package in known
        for one in package["vulns"]
    ]
    rest = "" if len(known) == len(packages) else "; the database could not be reached for the others, or lacks them"
    return f"known vulnerabilities were looked up for {len(known)} of {len(packages)} packages{rest}", faults


def main(pip_audit: str) -> int:
    """Print what the auditors find; return the exit status."""
    if trouble := install():
        print(trouble, file=sys.stderr)
        return 1
    said, faults = known_vulnerabilities(pip_audit, ROOT / "requirements" / "hosts.lock")
    print(said)
    faults += page_faults("publishconf.py")
    with tempfile.TemporaryDirectory() as folder:
        copy_tree(ROOT / "tests" / "specimen", Path(folder, "content"))
        faults += page_faults(settings_for(Path(folder)))
    print("\n".join(faults) or "valid HTML, 100 in every category", file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


def page_faults(settings: str) -> list[str]:
    """Print the scores of a bundle's pages; return what the auditors find. settings: the name of the file of settings."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "site")) as address:
        site = Path(folder, "site")
        build(site, settings=settings, address=address)
        faults = html_faults(site)
        pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
        for name in pages:
            found = best_scores(address + name.removesuffix(FRONT_PAGE))
            if b'<meta name="robots" content="noindex">' in (site / name).read_bytes():
                del found["seo"]  # it is not to be found by search engines
            print(f"{name}: " + ", ".join(f"{category} {score}" for category, score in found.items()))
            faults += [
                f"{name}: Lighthouse gives {category} {score}" for category, score in found.items() if score < 100
            ]
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
