PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE appeal (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  student TEXT NOT NULL,
  part TEXT,
  says TEXT NOT NULL,
  until TEXT,
  decider TEXT NOT NULL,
  second TEXT,
  by_whom TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE TABLE appeal_closing (
  appeal INTEGER PRIMARY KEY NOT NULL REFERENCES appeal(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('changed', 'stands', 'withdrawn')),
  because TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE TABLE "attempt" (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  student TEXT NOT NULL,
  number INTEGER NOT NULL,
  submission TEXT NOT NULL,
  inputs TEXT,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  UNIQUE (assignment, student, number)
) STRICT;
INSERT INTO "attempt" VALUES(1,'small','ada',1,'4f82f4214d246fb942273e52f24e6d1f772a72bf2b8286b7705c9b32de8199e5',NULL,'2026-11-30T14:05:48Z');
INSERT INTO "attempt" VALUES(2,'small','ben',1,'f919d3d15a8557f7ad3f9ef8c20e604ce45558ffe34553cb2b618c6339a1b7e1',NULL,'2026-11-30T14:05:48Z');
INSERT INTO "attempt" VALUES(3,'small','eve',1,'c8d0f150bebf9da3e996e604916cde678f8e6ffc3aef8bddf36cc28dc5309bda',NULL,'2026-11-30T14:05:48Z');
INSERT INTO "attempt" VALUES(4,'small','ben',2,'efd9f1df7ddf00f9d158ad4112f3b2c086a15cb03ccaeee683799d55e6ae9e1a',NULL,'2026-11-30T14:05:48Z');
CREATE TABLE attempt_file (
  attempt INTEGER NOT NULL REFERENCES attempt(id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES content(sha256),
  PRIMARY KEY (attempt, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "attempt_file" VALUES(1,'answers.json','fcb7a5cd999c61dcfdfbd1c5f749742f47c246577bb8ea97cf158dd88ad8e393');
INSERT INTO "attempt_file" VALUES(2,'answers.json','ac078606961968de16b4651891d67673a8dc316a3cc1f0d65443f6d8205a9db5');
INSERT INTO "attempt_file" VALUES(3,'answers.json','38415005bbf96064f7a581981893ee366097272b6e29ac36ab3b50f5938cfb78');
INSERT INTO "attempt_file" VALUES(4,'answers.json','b4f64166f16c1fe26395f0cb0a5e77e341ed64238d4ae2d263d8d710127c6f03');
CREATE TABLE content (
  sha256 TEXT PRIMARY KEY NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
INSERT INTO "content" VALUES('fcb7a5cd999c61dcfdfbd1c5f749742f47c246577bb8ea97cf158dd88ad8e393',X'7B2270223A207B2264223A205B312E32352C2031355D2C202265223A205B312E353632352C20362E32355D7D7D0A');
INSERT INTO "content" VALUES('ac078606961968de16b4651891d67673a8dc316a3cc1f0d65443f6d8205a9db5',X'7B2270223A207B2264223A205B322E352C20355D2C202265223A205B312E353632352C20362E32355D7D7D0A');
INSERT INTO "content" VALUES('38415005bbf96064f7a581981893ee366097272b6e29ac36ab3b50f5938cfb78',X'7B2270223A207B2264223A205B2D312E32352C202D31355D7D7D0A');
INSERT INTO "content" VALUES('b4f64166f16c1fe26395f0cb0a5e77e341ed64238d4ae2d263d8d710127c6f03',X'7B2270223A207B2264223A205B312E32352C2031355D2C202265223A205B312E353632352C20362E325D7D7D0A');
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  student TEXT NOT NULL,
  part TEXT,
  ruling TEXT NOT NULL CHECK (ruling IN ('points', 'excuse', 'accept', 'undo')),
  points INTEGER,
  because TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES decision(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
INSERT INTO "decision" VALUES(1,'small','eve','p.e','points',1000000,'late-by-mail','staff',NULL,'2026-11-30T14:05:48Z');
CREATE TABLE definition (
  hash TEXT PRIMARY KEY NOT NULL,
  assignment TEXT NOT NULL,
  text BLOB NOT NULL
, title TEXT) STRICT;
INSERT INTO "definition" VALUES('2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a','small',X'7469746C653A20536D616C6C0A617474656D7074733A20756E6C696D697465640A70726F626C656D733A0A20202D2069643A20700A20202020676976656E3A207B783A205B312E32352C20322E355D2C20793A205B302E352C20335D7D0A20202020666F72776172643A204C203D2073756D2879202A20785E32290A2020202070617274733A0A2020202020202D207B69643A20642C20706F696E74733A20332C20646572697661746976653A207B6F663A204C2C207772743A20787D2C207265666572656E63653A2032202A2078202A20797D0A2020202020202D207B69643A20652C20706F696E74733A20322C20646572697661746976653A207B6F663A204C2C207772743A20797D2C207265666572656E63653A20785E327D0A','Small');
INSERT INTO "definition" VALUES('9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032','small',X'7469746C653A20536D616C6C0A617474656D7074733A20756E6C696D697465640A70726F626C656D733A0A20202D2069643A20700A20202020676976656E3A207B783A205B312E32352C20322E355D2C20793A205B302E352C20335D7D0A20202020666F72776172643A204C203D2073756D2879202A20785E32290A2020202070617274733A0A2020202020202D207B69643A20642C20706F696E74733A20342C20646572697661746976653A207B6F663A204C2C207772743A20787D2C207265666572656E63653A2032202A2078202A20797D0A2020202020202D207B69643A20652C20706F696E74733A20322C20646572697661746976653A207B6F663A204C2C207772743A20797D2C207265666572656E63653A20785E327D0A','Small');
INSERT INTO "definition" VALUES('61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7','small',X'7469746C653A20536D616C6C0A617474656D7074733A20756E6C696D697465640A70726F626C656D733A0A20202D2069643A20700A20202020676976656E3A207B783A205B312E32352C20322E355D2C20793A205B302E352C20335D7D0A20202020666F72776172643A204C203D2073756D2879202A20785E32290A2020202070617274733A0A2020202020202D207B69643A20642C20706F696E74733A20352C20646572697661746976653A207B6F663A204C2C207772743A20787D2C207265666572656E63653A2032202A2078202A20797D0A2020202020202D207B69643A20652C20706F696E74733A20322C20646572697661746976653A207B6F663A204C2C207772743A20797D2C207265666572656E63653A20785E327D0A','Small');
CREATE TABLE definition_part (
  definition TEXT NOT NULL REFERENCES definition(hash),
  position INTEGER NOT NULL,
  part TEXT NOT NULL,
  points INTEGER NOT NULL, bonus INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (definition, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "definition_part" VALUES('2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a',0,'p.d',3000000,0);
INSERT INTO "definition_part" VALUES('2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a',1,'p.e',2000000,0);
INSERT INTO "definition_part" VALUES('61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7',0,'p.d',5000000,0);
INSERT INTO "definition_part" VALUES('61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7',1,'p.e',2000000,0);
INSERT INTO "definition_part" VALUES('9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032',0,'p.d',4000000,0);
INSERT INTO "definition_part" VALUES('9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032',1,'p.e',2000000,0);
CREATE TABLE forgotten (
  id INTEGER PRIMARY KEY,
  student TEXT,
  total TEXT NOT NULL,
  because TEXT,
  by_whom TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE TABLE grading (
  id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES attempt(id),
  definition TEXT NOT NULL REFERENCES definition(hash),
  grader TEXT NOT NULL,
  run INTEGER REFERENCES run(id),
  replaces INTEGER REFERENCES grading(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
INSERT INTO "grading" VALUES(1,1,'2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a','0.1.0',NULL,NULL,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(2,2,'2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a','0.1.0',NULL,NULL,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(3,3,'2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a','0.1.0',NULL,NULL,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(4,1,'9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032','0.1.0',1,1,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(5,2,'9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032','0.1.0',1,2,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(6,3,'9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032','0.1.0',1,3,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(7,4,'9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032','0.1.0',NULL,NULL,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(8,1,'61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7','0.1.0',2,4,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(9,2,'61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7','0.1.0',2,5,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(10,4,'61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7','0.1.0',2,7,'2026-11-30T14:05:48Z');
INSERT INTO "grading" VALUES(11,3,'61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7','0.1.0',2,6,'2026-11-30T14:05:48Z');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('attempts');
INSERT INTO "grdb_migrations" VALUES('handouts');
INSERT INTO "grdb_migrations" VALUES('gradings');
INSERT INTO "grdb_migrations" VALUES('policies');
INSERT INTO "grdb_migrations" VALUES('decisions');
INSERT INTO "grdb_migrations" VALUES('views');
INSERT INTO "grdb_migrations" VALUES('corrected times');
INSERT INTO "grdb_migrations" VALUES('course');
INSERT INTO "grdb_migrations" VALUES('proofs');
CREATE TABLE handout (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  student TEXT NOT NULL,
  counter INTEGER NOT NULL,
  definition TEXT NOT NULL REFERENCES definition(hash),
  inputs TEXT NOT NULL,
  secret TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, of_group TEXT) STRICT;
CREATE TABLE "part_outcome" (
  grading INTEGER NOT NULL REFERENCES grading(id),
  position INTEGER NOT NULL,
  part TEXT NOT NULL,
  points INTEGER NOT NULL,
  score INTEGER,
  verdict TEXT NOT NULL,
  note TEXT,
  error REAL,
  tolerance REAL,
  worst_index TEXT,
  got REAL,
  wanted REAL,
  why TEXT NOT NULL, bonus INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (grading, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "part_outcome" VALUES(1,0,'p.d',3000000,3000000,'correct',NULL,0.0,1.06433664787040021355e-04,'[0]',1.25,1.25,'no difference',0);
INSERT INTO "part_outcome" VALUES(1,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(2,0,'p.d',3000000,0,'imprecise','too-few-digits',10.0,1.50000000000000013964e-04,'[1]',5.0,15.0,'2 significant digits cannot tell whether numbers of this size are right; give 2 decimals or more',0);
INSERT INTO "part_outcome" VALUES(2,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(3,0,'p.d',3000000,0,'incorrect','d.sign',30.0,1.50000000000000013964e-04,'[1]',-15.0,15.0,'both entries are wrong; the sign of the whole answer is flipped; -15 where 15 is right at [1]: off by 30, allowed 0.00015',0);
INSERT INTO "part_outcome" VALUES(3,1,'p.e',2000000,0,'missing',NULL,NULL,NULL,NULL,NULL,NULL,'no answer was handed in',0);
INSERT INTO "part_outcome" VALUES(4,0,'p.d',4000000,4000000,'correct',NULL,0.0,1.06433664787040021355e-04,'[0]',1.25,1.25,'no difference',0);
INSERT INTO "part_outcome" VALUES(4,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(5,0,'p.d',4000000,0,'imprecise','too-few-digits',10.0,1.50000000000000013964e-04,'[1]',5.0,15.0,'2 significant digits cannot tell whether numbers of this size are right; give 2 decimals or more',0);
INSERT INTO "part_outcome" VALUES(5,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(6,0,'p.d',4000000,0,'incorrect','d.sign',30.0,1.50000000000000013964e-04,'[1]',-15.0,15.0,'both entries are wrong; the sign of the whole answer is flipped; -15 where 15 is right at [1]: off by 30, allowed 0.00015',0);
INSERT INTO "part_outcome" VALUES(6,1,'p.e',2000000,0,'missing',NULL,NULL,NULL,NULL,NULL,NULL,'no answer was handed in',0);
INSERT INTO "part_outcome" VALUES(7,0,'p.d',4000000,4000000,'correct',NULL,0.0,1.06433664787040021355e-04,'[0]',1.25,1.25,'no difference',0);
INSERT INTO "part_outcome" VALUES(7,1,'p.e',2000000,0,'incorrect',NULL,4.99999999999998223643e-02,6.25e-05,'[1]',6.2,6.25,'1 of 2 entries is wrong; agrees to about 2 digits: rounded on the way, or a numeric derivative with too large a step?; 6.2 where 6.25 is right at [1]: off by 0.05, allowed 6.3e-05',0);
INSERT INTO "part_outcome" VALUES(8,0,'p.d',5000000,5000000,'correct',NULL,0.0,1.06433664787040021355e-04,'[0]',1.25,1.25,'no difference',0);
INSERT INTO "part_outcome" VALUES(8,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(9,0,'p.d',5000000,0,'imprecise','too-few-digits',10.0,1.50000000000000013964e-04,'[1]',5.0,15.0,'2 significant digits cannot tell whether numbers of this size are right; give 2 decimals or more',0);
INSERT INTO "part_outcome" VALUES(9,1,'p.e',2000000,2000000,'correct',NULL,0.0,4.55543116784789221904e-05,'[0]',1.5625,1.5625,'no difference',0);
INSERT INTO "part_outcome" VALUES(10,0,'p.d',5000000,5000000,'correct',NULL,0.0,1.06433664787040021355e-04,'[0]',1.25,1.25,'no difference',0);
INSERT INTO "part_outcome" VALUES(10,1,'p.e',2000000,0,'incorrect',NULL,4.99999999999998223643e-02,6.25e-05,'[1]',6.2,6.25,'1 of 2 entries is wrong; agrees to about 2 digits: rounded on the way, or a numeric derivative with too large a step?; 6.2 where 6.25 is right at [1]: off by 0.05, allowed 6.3e-05',0);
INSERT INTO "part_outcome" VALUES(11,0,'p.d',5000000,0,'incorrect','d.sign',30.0,1.50000000000000013964e-04,'[1]',-15.0,15.0,'both entries are wrong; the sign of the whole answer is flipped; -15 where 15 is right at [1]: off by 30, allowed 0.00015',0);
INSERT INTO "part_outcome" VALUES(11,1,'p.e',2000000,0,'missing',NULL,NULL,NULL,NULL,NULL,NULL,'no answer was handed in',0);
CREATE TABLE policy (
  definition TEXT PRIMARY KEY NOT NULL REFERENCES definition(hash),
  due TEXT,
  per_day INTEGER,
  grace INTEGER,
  until TEXT,
  attempts INTEGER,
  count TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "policy" VALUES('2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a',NULL,NULL,NULL,NULL,NULL,'best');
INSERT INTO "policy" VALUES('61edfe183fe2769aab900655df33d09574b3f15beeccf60bfea2399c3fc613c7',NULL,NULL,NULL,NULL,NULL,'best');
INSERT INTO "policy" VALUES('9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032',NULL,NULL,NULL,NULL,NULL,'best');
CREATE TABLE proof (
  id INTEGER PRIMARY KEY,
  definition TEXT NOT NULL REFERENCES definition(hash),
  handout INTEGER REFERENCES handout(id),
  grader TEXT NOT NULL,
  derivatives BLOB NOT NULL
) STRICT;
INSERT INTO "proof" VALUES(1,'2b66ac901a67067962036382f92d447770d204365e22756098a1130888702e4a',NULL,'0.1.0',X'000000000000F03F000000000000F03F00000000000000400000000000000000000000000000F43F000000000070473D00000000000000000000000000002E400000000080965C3D000000000000F03F00000000000000400000000000000000000000000000F93F000000000070473D0000000000000000000000000000194055555555D57F4C3D');
INSERT INTO "proof" VALUES(2,'9b64bce6c079ea9601059bc7cfddb11f58465d8d5818c16a020c8e27e3920032',NULL,'0.1.0',X'000000000000F03F000000000000F03F00000000000000400000000000000000000000000000F43F000000000070473D00000000000000000000000000002E400000000080965C3D000000000000F03F00000000000000400000000000000000000000000000F93F000000000070473D0000000000000000000000000000194055555555D57F4C3D');
CREATE TABLE release (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  level TEXT,
  because TEXT,
  by_whom TEXT NOT NULL,
  acts TEXT,
  seen TEXT,
  undoes INTEGER UNIQUE REFERENCES release(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE TABLE released_mark (
  id INTEGER PRIMARY KEY,
  release INTEGER NOT NULL REFERENCES release(id),
  assignment TEXT NOT NULL,
  student TEXT NOT NULL,
  state TEXT NOT NULL,
  score INTEGER,
  points INTEGER NOT NULL,
  attempt INTEGER
) STRICT;
CREATE TABLE renamed_row (
  renaming INTEGER NOT NULL REFERENCES renaming(id),
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  number INTEGER,
  PRIMARY KEY (renaming, kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE renaming (
  id INTEGER PRIMARY KEY,
  was TEXT NOT NULL,
  becomes TEXT NOT NULL,
  because TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES renaming(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES run(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, because TEXT, by_whom TEXT) STRICT;
INSERT INTO "run" VALUES(1,'small',NULL,'2026-11-30T14:05:48Z',NULL,NULL);
INSERT INTO "run" VALUES(2,'small',NULL,'2026-11-30T14:05:48Z',NULL,NULL);
INSERT INTO "run" VALUES(3,'small',2,'2026-11-30T14:05:48Z',NULL,NULL);
CREATE TABLE submission_time (
  id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES attempt(id),
  submitted_at TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, because TEXT, by_whom TEXT, undoes INTEGER REFERENCES submission_time(id)) STRICT;
CREATE TABLE voiding (
  id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES attempt(id),
  because TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES voiding(id),
  stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX handout_of_student ON handout (assignment, student);
CREATE INDEX grading_of_attempt ON grading (attempt);
CREATE INDEX grading_of_run ON grading (run);
CREATE INDEX attempt_of_student ON attempt (student);
CREATE INDEX attempt_of_assignment ON attempt (assignment);
CREATE INDEX time_of_attempt ON submission_time (attempt);
CREATE INDEX decision_of_student ON decision (assignment, student);
CREATE VIEW current_grading AS
SELECT grading.id AS grading, attempt, definition, grader FROM grading
WHERE grading.id = (
  SELECT max(g.id) FROM grading AS g WHERE g.attempt = grading.attempt
    AND NOT EXISTS (SELECT 1 FROM run WHERE run.undoes = g.run));
CREATE VIEW grading_history AS
SELECT attempt.assignment, attempt.student, attempt.number AS attempt, grading.id AS grading,
  grading.replaces, grading.run,
  EXISTS (SELECT 1 FROM run WHERE run.undoes = grading.run) AS undone,
  grading.definition, grading.grader, grading.stored_at,
  (SELECT sum(score) FROM part_outcome WHERE part_outcome.grading = grading.id) / 1e6 AS score
FROM grading JOIN attempt ON attempt.id = grading.attempt;
CREATE VIEW decision_in_force AS
SELECT id, assignment, student, part, ruling, points / 1e6 AS points, because, by_whom, stored_at
FROM decision AS made
WHERE id = (
  SELECT max(id) FROM decision AS other
  WHERE other.assignment = made.assignment AND other.student = made.student
    AND other.part IS made.part AND other.ruling <> 'undo'
    AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.undoes = other.id));
CREATE VIEW handed_in AS
SELECT attempt.assignment, attempt.student, attempt.number AS attempt, coalesce(
  (SELECT submitted_at FROM submission_time AS made
    WHERE made.attempt = attempt.id AND by_whom IS NOT NULL AND undoes IS NULL
      AND NOT EXISTS (SELECT 1 FROM submission_time AS other
        WHERE other.attempt = attempt.id AND other.undoes = made.id)
    ORDER BY id DESC LIMIT 1),
  (SELECT min(submitted_at) FROM submission_time AS told
    WHERE told.attempt = attempt.id AND by_whom IS NULL)) AS submitted_at, attempt.id
FROM attempt;
CREATE INDEX voiding_of_attempt ON voiding (attempt);
CREATE INDEX released_to ON released_mark (assignment, student);
CREATE INDEX appeal_of_student ON appeal (assignment, student);
CREATE VIEW void_attempt AS
SELECT attempt.assignment, attempt.student, attempt.number AS attempt, made.because, made.by_whom,
  made.stored_at, attempt.id
FROM voiding AS made JOIN attempt ON attempt.id = made.attempt
WHERE made.undoes IS NULL
  AND NOT EXISTS (SELECT 1 FROM voiding WHERE voiding.undoes = made.id);
CREATE VIEW mark_told AS
SELECT released_mark.assignment, released_mark.student, released_mark.state,
  released_mark.score / 1e6 AS score, released_mark.points / 1e6 AS points,
  released_mark.attempt, release.because, release.by_whom, release.level, release.stored_at,
  released_mark.id
FROM released_mark JOIN release ON release.id = released_mark.release
WHERE NOT EXISTS (SELECT 1 FROM release AS other WHERE other.undoes = release.id);
CREATE VIEW decision_history AS
SELECT made.id, made.assignment, made.student, made.part, made.ruling,
  made.points / 1e6 AS points, made.because, made.by_whom, made.stored_at,
  undoing.id IS NOT NULL AS undone, undoing.because AS undone_because,
  undoing.by_whom AS undone_by, undoing.stored_at AS undone_at
FROM decision AS made LEFT JOIN decision AS undoing ON undoing.undoes = made.id
WHERE made.ruling <> 'undo';
CREATE VIEW score AS
SELECT attempt.assignment, attempt.student, attempt.number AS attempt, part_outcome.part,
  part_outcome.points / 1e6 AS points, part_outcome.score / 1e6 AS score,
  part_outcome.verdict, part_outcome.note, part_outcome.error, part_outcome.tolerance,
  part_outcome.why, part_outcome.position, part_outcome.bonus,
  coalesce(part_outcome.tolerance > 0 AND part_outcome.error
    BETWEEN 0.99 * part_outcome.tolerance AND 1.01 * part_outcome.tolerance, 0) AS near
FROM attempt
JOIN current_grading ON current_grading.attempt = attempt.id
JOIN part_outcome ON part_outcome.grading = current_grading.grading;
CREATE VIEW attempt_score AS
SELECT attempt.assignment, attempt.student, attempt.number AS attempt,
  sum(part_outcome.score) / 1e6 AS score,
  sum(CASE WHEN part_outcome.verdict = 'disputed' OR part_outcome.bonus THEN 0
    ELSE part_outcome.points END) / 1e6 AS points,
  sum(part_outcome.verdict = 'disputed') AS held,
  max(part_outcome.verdict NOT IN ('malformed', 'imprecise', 'missing')) AS uses_attempt,
  (SELECT submitted_at FROM handed_in WHERE handed_in.id = attempt.id) AS submitted_at,
  attempt.stored_at, current_grading.definition, current_grading.grader, attempt.submission,
  EXISTS (SELECT 1 FROM void_attempt WHERE void_attempt.id = attempt.id) AS void
FROM attempt
JOIN current_grading ON current_grading.attempt = attempt.id
JOIN part_outcome ON part_outcome.grading = current_grading.grading
GROUP BY attempt.id;
CREATE VIEW assignment_policy AS
SELECT definition.assignment, definition.hash AS definition, definition.title, policy.due,
  policy.per_day / 1e6 AS per_day, policy.grace, policy.until, policy.attempts, policy.count,
  (SELECT sum(points) FROM definition_part
    WHERE definition_part.definition = definition.hash AND NOT bonus) / 1e6 AS points
FROM definition JOIN policy ON policy.definition = definition.hash;
CREATE INDEX proof_of_inputs ON proof (definition, handout);
CREATE INDEX proof_of_handout ON proof (handout);
COMMIT;
