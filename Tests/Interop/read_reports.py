"""Reads JUnit reports with the programs that pipelines read them with.

    python read_reports.py NABLA GRADEBOOK REPORTS...

Every reader must count what the file's attributes and the gradebook count; what no reader checks is
checked here: names, times, texts, and that nothing is nested or doubled.
"""
import collections
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import lxml.etree
import test_results_parser
import xunitparser
from junit2htmlreport import parser as junit2html
from junitparser import JUnitXml

TYPES = {
    "wrong-answer", "partial-credit", "imprecise", "not-submitted", "unreadable-file", "wrong-format", "disputed",
    "timed-out", "grader-failed",
}


def counted(root):
    cases = root.findall(".//testcase")
    having = lambda tag: sum(case.find(tag) is not None for case in cases)
    return {"tests": len(cases), "failures": having("failure"), "errors": having("error"), "skipped": having("skipped")}


def check_shape(path):
    raw = path.read_bytes()
    assert raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n'), "declaration"
    assert b"<!" not in raw, "a document type, comment or CDATA"
    root = ElementTree.fromstring(raw)
    lxml.etree.fromstring(raw)
    assert root.tag == "testsuites" and not root.attrib
    (suite,) = root
    want = counted(root)
    for key, value in want.items():
        assert suite.get(key) == str(value), f"{key} is {suite.get(key)}, counted {value}"
    assert [child.tag for child in suite] == ["properties"] + ["testcase"] * want["tests"] + ["system-out", "system-err"]
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", suite.get("name"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
    names = collections.Counter(p.get("name") for p in suite.find("properties"))
    assert max(names.values()) == 1, "a property twice"
    cases = collections.Counter((c.get("classname"), c.get("name")) for c in suite.findall("testcase"))
    assert max(cases.values()) == 1, "a case twice"
    for case in suite.findall("testcase"):
        assert case.get("classname") == suite.get("name") and case.get("time") == "0.000"
        assert len(case) <= 1, "two results"
        for result in case:
            assert result.get("type") in TYPES, result.get("type")
            assert result.get("message") and result.text.startswith(result.get("message"))
            assert len(result.get("message")) <= 500 and len(result.text) <= 3500
            assert "\n" not in result.get("message")
    return suite, want


def read_by_junitparser(path):
    suites = JUnitXml.fromfile(str(path))
    results = [type(r).__name__ for suite in suites for case in suite for r in case.result]
    tests = sum(1 for suite in suites for _ in suite)
    return {"tests": tests, "failures": results.count("Failure"), "errors": results.count("Error"), "skipped": 0}


def read_by_codecov(path):
    outcomes = [str(r.outcome).split(".")[-1].lower() for r in test_results_parser.parse_junit_xml(path.read_bytes()).testruns]
    return {"tests": len(outcomes), "failures": outcomes.count("failure"), "errors": outcomes.count("error"),
            "skipped": outcomes.count("skip")}


def read_by_junit2html(path):
    cases = [c for s in junit2html.Junit(str(path)).suites for k in s.classes.values() for c in k.cases]
    return {"tests": len(cases), "bad": sum(bool(c.failed()) for c in cases)}


def read_by_xunitparser(path):
    (suite,) = ElementTree.parse(path).getroot()
    for key in ("id", "package"):
        del suite.attrib[key]
    with tempfile.NamedTemporaryFile("w+", suffix=".xml", encoding="utf-8") as file:
        file.write(ElementTree.tostring(suite, encoding="unicode"))
        file.flush()
        with open(file.name, encoding="utf-8") as opened:
            results = [r.result for r in xunitparser.parse(opened)[0]]
    return {"tests": len(results), "failures": results.count("failure"), "errors": results.count("error")}


READERS = [read_by_junitparser, read_by_codecov, read_by_junit2html, read_by_xunitparser]


def main(nabla, gradebook, *folders):
    rows = json.loads(subprocess.run(
        [nabla, "scores", "--gradebook", gradebook, "--format", "json"], check=True, capture_output=True).stdout)
    files = sorted(p for folder in folders for p in Path(folder).rglob("*.xml"))
    assert files, "no reports"
    for path in files:
        suite, want = check_shape(path)
        properties = {p.get("name"): p.get("value") for p in suite.find("properties")}
        own = [r for r in rows if (r["assignment"], r["student"]) == (properties["assignment"], properties["submission"])]
        assert len(own) == want["tests"], f"{path}: {len(own)} rows"
        assert sum(r["verdict"] in ("correct", "carried") for r in own) == want["tests"] - want["failures"] - want["errors"]
        assert abs(sum(r["score"] or 0 for r in own) - float(properties["score"])) < 1e-9
        for reader in READERS:
            for key, value in reader(path).items():
                expected = want["failures"] + want["errors"] if key == "bad" else want[key]
                assert value == expected, f"{path}: {reader.__name__} reads {key} as {value}, not {expected}"
    print(f"reports: {len(files)} files read alike by {len(READERS)} programs and the gradebook")


if __name__ == "__main__":
    main(*sys.argv[1:])
