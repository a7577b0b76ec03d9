"""What an editor may sign outside the edition names what it was made of, and all of it."""

import hashlib
import re

from tests.conftest import copy_tree, run_edition


def test_a_statement_has_the_digests_of_originals_orders_and_the_whole_bundle(project, site):
    done = run_edition(project, "statement", OUTPUT=site, BY=" 林 晓雨 ")
    assert (done.returncode, done.stdout) == (0, "dist/statement.txt: 4 digests\n"), done.stderr
    text = (project / "dist" / "statement.txt").read_text(encoding="utf-8")
    assert re.match(r"I, 林 晓雨, state on \d{4}-\d\d-\d\d ", text)
    told = dict(reversed(line.split("  ")) for line in re.findall(r"(?m)^[0-9a-f]{64}  .*$", text))
    digests = {name: hashlib.sha256((site / name).read_bytes()).hexdigest() for name in told if "(" not in name}
    assert digests.keys() == {"SHA256SUMS", "source/wangchao-du.txt", "source/wangchao-du.order.txt"}
    assert told == {"wangchao-du.txt (original)": digests["source/wangchao-du.txt"], **digests}


def test_a_statement_needs_a_name_and_a_bundle_and_replaces_no_other_file(project, site):
    (project / "dist").mkdir()
    (project / "dist" / "statement.txt").write_text("mine", encoding="utf-8")
    for id, values in {"n-008": {"OUTPUT": site}, "b-012": {"BY": "甲"}, "b-007": {"OUTPUT": site, "BY": "甲"}}.items():
        done = run_edition(project, "statement", **values)
        assert done.returncode == 1 and f"[{id}]" in done.stderr, done.stderr
    assert (project / "dist" / "statement.txt").read_text(encoding="utf-8") == "mine"
    (project / "dist" / "statement.txt").unlink()
    copy_tree(site, project / "output")
    order = project / "output" / "source" / "wangchao-du.order.txt"
    order.write_text(order.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    for id, values in {"b-015": {"DRY_RUN": "yes", "OUTPUT": site}, "b-020": {}}.items():
        assert f"[{id}]" in run_edition(project, "statement", BY="甲", **values).stderr
    assert not (project / "dist" / "statement.txt").exists(), "nobody states what was not built, or in a dry run"
