"""Classes as learning systems give them: collected, graded, and given back.

    python learning_systems.py NABLA PROJECT

Makes the downloads of 120 students and three assignments from Canvas, Moodle, Gradescope, a folder of clones and a
mailbox, in the names that these systems use. After `collect` and `grade` everybody must have the score of what they handed in, at the time
that the source knows; collecting again must change nothing. The feedback is then taken apart by the rules of the importers:
Canvas's `infer_comment_context_from_filename` and Moodle's `assignfeedback_file_zip_importer`.
"""
import csv
import html
import hashlib
import io
import json
import mailbox
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

NABLA, PROJECT = sys.argv[1], Path(sys.argv[2])
# Each with a sample that has less than all points.
ASSIGNMENTS = {"linear-classifier": "as-derived", "convnet-layers": "as-derived", "backprop-by-hand": "one-slip"}
FIRST = ["Ada", "Emmy", "Zoë", "José", "Li", "Anne-Marie", "O'Neil", "Øyvind", "Kim"]
LAST = ["Lovelace", "Noether", "Ünal", "García", "Wei", "van der Berg", "Smith-Jones", "Lee", "Dahl_2"]
FILES = ["answers.json", "answers-2.json", "answers (1).json", "answers.json.txt", "answers-3 (2).json"]
CLASS = 120


def run(folder, *arguments, status=0):
    result = subprocess.run([NABLA, *arguments], cwd=folder, capture_output=True, text=True)
    assert result.returncode == status, (arguments, result.returncode, result.stdout, result.stderr)
    return result


class Course:
    def __init__(self, folder, seed):
        self.folder, self.random = folder, random.Random(seed)
        shutil.copytree(PROJECT / "assignments", folder / "assignments")
        self.answers = {
            (assignment, sample): (PROJECT / "submissions" / assignment / sample / "answers.json").read_text()
            for assignment, wrong in ASSIGNMENTS.items() for sample in ["all-correct", wrong]
        }
        self.students = []
        for i in range(CLASS):
            number = 4000 + 7 * i
            self.students.append({
                "student": f"s{i:03}", "name": f"{self.random.choice(FIRST)} {self.random.choice(LAST)}",
                "email": f"S{i:03}@example.org", "canvas id": str(number), "sid": str(900000 + number),
                "id number": str(70000 + i), "github": f"{self.random.choice(['ada', 'bob', 'ada-bob'])}-{i}",
            })
        with open(folder / "roster.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, list(self.students[0]))
            writer.writeheader()
            writer.writerows(self.students)

    def work(self, assignment):
        """Who hands in what, and when: (student, sample, time)."""
        begin = datetime(2026, 11, 20, 8, 0, tzinfo=timezone.utc)
        chosen = self.random.sample(self.students, CLASS)
        return [
            (student, self.random.choice(["all-correct", ASSIGNMENTS[assignment]]), begin + timedelta(minutes=11 * i))
            for i, student in enumerate(chosen)
        ]

    def nested(self, text):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("homework/answers.json", text)
            archive.writestr("homework/notes.txt", "see the scan")
            archive.writestr("__MACOSX/homework/._answers.json", "x")
        return packed.getvalue()

    def canvas(self, assignment, path, work):
        ruby = lambda text: re.sub(r"\W", "", re.sub(r"_(\d+)_", r"\1", text.lower()))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for i, (student, sample, _) in enumerate(work):
                first, last = student["name"].split(" ", 1)
                late = "_LATE" if i % 9 == 0 else ""
                text = self.answers[assignment, sample]
                start = f"{ruby(f'{last}, {first}'.replace('_2', ''))}{late}_{student['canvas id']}_{880000 + i}"
                if i % 11 == 0:
                    archive.writestr(f"{start}_hw.zip", self.nested(text))
                else:
                    archive.writestr(f"{start}_{FILES[i % 5]}", text)
            archive.writestr("stranger_1_2_answers.json", "{}")
        return []

    def moodle(self, assignment, path, work):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for i, (student, sample, _) in enumerate(work):
                start = f"{student['name'].replace('_', ' ')}_{55000 + i}_assignsubmission_file"
                text = self.answers[assignment, sample]
                if i % 11 == 0:
                    archive.writestr(f"{start}_/hw.zip", self.nested(text))
                else:
                    archive.writestr(f"{start}{['/', '_/', '_'][i % 3]}{FILES[i % 5]}", text)
        sheet = self.folder / f"{assignment}-worksheet.csv"
        with open(sheet, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([
                "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
                "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments",
            ])
            for i, (student, _, time) in enumerate(work):
                local = time.astimezone(timezone(timedelta(hours=1)))
                writer.writerow([
                    f"Participant {55000 + i}", student["name"], student["email"].lower(), "Submitted", "", "15", "Yes",
                    f"{local:%A}, {local.day} {local:%B %Y}, {local.hour % 12 or 12}:{local:%M %p}", "-", "",
                ])
        return ["--times", str(sheet), "--zone", "Europe/Berlin"]

    def gradescope(self, assignment, path, work):
        text = ""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for i, (student, sample, time) in enumerate(work):
                text += f"submission_{300 + i}:\n  :submitters:\n  - :name: {json.dumps(student['name'])}\n"
                text += f"    :sid: '{student['sid']}'\n    :email: {student['email']}\n"
                text += f"  :created_at: {time:%Y-%m-%d %H:%M:%S}.861687000 Z\n  :score: 2.0\n  :results:\n"
                text += "    output: |-\n      [[[ : {{ - anything\n      :submitters:\n  :history: []\n"
                archive.writestr(
                    f"assignment_8_export/submission_{300 + i}/{FILES[i % 5]}", self.answers[assignment, sample])
            archive.writestr("assignment_8_export/submission_metadata.yml", text)
        return []

    def git(self, assignment, path, work):
        log = self.folder / f"{assignment}-pushes.csv"
        with open(log, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["github", "pushed at"])
            for i, (student, sample, time) in enumerate(work):
                clone = path / f"{assignment}-{student['github']}"
                (clone / ".git").mkdir(parents=True)
                (clone / ".git" / "config").write_text("[core]")
                (clone / "package.json").write_text("{}")
                inner = clone / assignment if i % 2 else clone
                inner.mkdir(exist_ok=True)
                (inner / "answers.json").write_text(self.answers[assignment, sample])
                writer.writerow([student["github"], (time - timedelta(hours=3)).isoformat()])
                writer.writerow([student["github"], time.isoformat()])
                writer.writerow([student["github"], (time + timedelta(days=30)).isoformat()])
        return ["--times", str(log), "--collected-at", "2026-11-25T00:00Z"]


    def mail(self, assignment, path, work):
        path.mkdir()
        box = mailbox.mbox(path / "rest.mbox")
        for i, (student, sample, time) in enumerate(work):
            message = EmailMessage()
            local = time.astimezone(timezone(timedelta(hours=[-5, 0, 1, 9][i % 4])))
            message["Received"] = f"from a.example.org (a [192.0.2.1]; x) by b.example.org; {format_datetime(local)}"
            message["Received"] = f"from laptop by a.example.org; {format_datetime(time - timedelta(days=9))}"
            message["From"] = [f"\"{student['name']}\" <{student['email']}>", student["email"].lower()][i % 2]
            message["Date"] = format_datetime(time - timedelta(days=10))
            message.set_content("From here on, my answers.\n\nFrom me.\n")
            text = self.answers[assignment, sample].encode()
            name = FILES[i % 5] if i % 7 else "Lösung answers.json"
            if i % 11 == 0:
                message.add_attachment(self.nested(text.decode()), maintype="application", subtype="zip", filename="hw.zip")
            elif i % 3 == 0:
                message.add_attachment(text.decode(), subtype="plain", cte="quoted-printable", filename=FILES[i % 5])
            else:
                message.add_attachment(text, maintype="application", subtype="json", filename=FILES[i % 5])
                message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename=name.replace("json", "png"))
            if i % 2:
                (path / f"{i}.eml").write_bytes(bytes(message))
            else:
                box.add(message)
        box.close()
        return []


def scores(folder, assignment):
    listed = run(folder, "scores", "--by", "student", "--assignment", assignment, "--format", "json").stdout
    return {row["student"]: row for row in json.loads(listed)}


def state(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "submissions").rglob("*")) if path.is_file()
    }


def canvas_feedback(archive, work):
    """What Canvas makes of each name: the student and the file that the comment goes to."""
    matched = {}
    for name in archive.namelist():
        numbers = [piece for piece in Path(name).name.split("_") if re.fullmatch(r"\d+", piece)][:2]
        assert len(numbers) == 2 and not name.split("_")[-1].startswith("link"), name
        matched[numbers[0]] = numbers[1]
    for i, (student, _, _) in enumerate(work):
        assert matched[student["canvas id"]] == str(880000 + i), student
    return len(matched)


def moodle_feedback(archive, work):
    """What Moodle makes of each name: the participant, the plugin and the file."""
    matched = {}
    for name in archive.namelist():
        pieces = name.split("_", 4)
        assert len(pieces) == 5 and pieces[1].isdigit(), name
        assert pieces[2:4] == ["assignfeedback", "file"] and pieces[4] == "feedback.html", name
        matched[int(pieces[1])] = archive.read(name).decode("utf-8")
    for i, (student, _, _) in enumerate(work):
        named = [line for line in matched[55000 + i].split("\n") if 'class="who"' in line]
        assert student["name"] in html.unescape(named[0]), student
    return len(matched)


def check(source, seed):
    with tempfile.TemporaryDirectory() as place:
        course = Course(Path(place), seed)
        given_back = 0
        for assignment in ASSIGNMENTS:
            work = course.work(assignment)
            path = course.folder / f"{assignment}-download"
            flags = getattr(course, source)(assignment, path, work)
            arguments = ["collect", str(path), "--as", source, "--assignment", assignment, *flags]
            strangers = 1 if source == "canvas" else 0
            first = run(course.folder, *arguments, status=strangers)
            assert f"{CLASS} collected" in first.stdout, first.stdout
            before = state(course.folder)
            assert f"{CLASS} here already" in run(course.folder, *arguments, status=strangers).stdout
            assert state(course.folder) == before, "collecting again changed something"
            run(course.folder, "grade", f"submissions/{assignment}", "--quiet")
            found = scores(course.folder, assignment)
            assert len(found) == CLASS
            best = max(row["score"] for row in found.values())
            for student, sample, time in work:
                row = found[student["student"]]
                assert (row["score"] == best) == (sample == "all-correct"), (student, row)
                known = row["submitted_at"]
                assert known == (None if source == "canvas" else f"{time:%Y-%m-%dT%H:%M:%SZ}"), (student, known)
            if source in ("canvas", "moodle"):
                run(course.folder, "feedback", assignment, "--as", source)
                with zipfile.ZipFile(course.folder / "feedback" / f"{assignment}-{source}.zip") as archive:
                    assert archive.testzip() is None
                    assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
                    given_back += (canvas_feedback if source == "canvas" else moodle_feedback)(archive, work)
        return given_back


if __name__ == "__main__":
    for seed, source in enumerate(["canvas", "moodle", "gradescope", "git", "mail"]):
        given_back = check(source, seed)
        told = f", {given_back} reports matched" if given_back else ""
        print(f"{source}: {len(ASSIGNMENTS)} x {CLASS} submissions under the right names{told}")
