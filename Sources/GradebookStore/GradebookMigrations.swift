internal import GRDB

/// The steps that make a gradebook's tables, each with a name; only ever appended to.
///
/// The file is long because the steps of all earlier versions stay as they were.
enum GradebookMigrations {
  /// Whether a database is a gradebook or empty, and not some other program's; whether a later version wrote it; and
  /// whether it has all of this version's tables.
  ///
  /// The library's own questions are five statements; everybody who asks for a score waits for them.
  static func state(of database: Database) throws -> (
    mayAdopt: Bool, isNewer: Bool, isCurrent: Bool
  ) {
    let steps = Set(migrator.migrations)
    let tables = try String.fetchSet(
      database,
      sql: "SELECT name FROM sqlite_master WHERE name IN ('grdb_migrations', 'part_outcome')")
    guard tables.contains("grdb_migrations") else {
      let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
      return (isEmpty, false, false)
    }
    let made = try String.fetchSet(database, sql: "SELECT identifier FROM grdb_migrations")
    let mayAdopt = made.isEmpty || tables.contains("part_outcome")
    return (mayAdopt, !made.isSubset(of: steps), steps.isSubset(of: made))
  }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("attempts") { database in
      try database.execute(
        sql: """
          CREATE TABLE definition (
            hash TEXT PRIMARY KEY NOT NULL,
            assignment TEXT NOT NULL,
            text BLOB NOT NULL
          ) STRICT;

          CREATE TABLE content (
            sha256 TEXT PRIMARY KEY NOT NULL,
            bytes BLOB NOT NULL
          ) STRICT;

          CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            assignment TEXT NOT NULL,
            student TEXT NOT NULL,
            number INTEGER NOT NULL,
            definition TEXT NOT NULL REFERENCES definition(hash),
            submission TEXT NOT NULL,
            grader TEXT NOT NULL,
            stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
            UNIQUE (assignment, student, number)
          ) STRICT;

          CREATE TABLE attempt_file (
            attempt INTEGER NOT NULL REFERENCES attempt(id),
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES content(sha256),
            PRIMARY KEY (attempt, name)
          ) STRICT, WITHOUT ROWID;

          CREATE TABLE part_outcome (
            attempt INTEGER NOT NULL REFERENCES attempt(id),
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
            why TEXT NOT NULL,
            PRIMARY KEY (attempt, position)
          ) STRICT, WITHOUT ROWID;

          CREATE VIEW score AS
          SELECT attempt.assignment, attempt.student, attempt.number AS attempt, part_outcome.part,
            part_outcome.points / 1e6 AS points, part_outcome.score / 1e6 AS score,
            part_outcome.verdict, part_outcome.note, part_outcome.error, part_outcome.tolerance,
            part_outcome.why, part_outcome.position
          FROM part_outcome JOIN attempt ON attempt.id = part_outcome.attempt;
          """)
    }
    migrator.registerMigration("handouts") { database in
      try database.execute(
        sql: """
          CREATE TABLE handout (
            id INTEGER PRIMARY KEY,
            assignment TEXT NOT NULL,
            student TEXT NOT NULL,
            counter INTEGER NOT NULL,
            definition TEXT NOT NULL REFERENCES definition(hash),
            inputs TEXT NOT NULL,
            secret TEXT NOT NULL,
            stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
          ) STRICT;

          CREATE INDEX handout_of_student ON handout (assignment, student);

          ALTER TABLE attempt ADD COLUMN inputs TEXT;
          """)
    }
    migrator.registerMigration("gradings") { try $0.execute(sql: gradings) }
    migrator.registerMigration("policies") { try $0.execute(sql: policies) }
    migrator.registerMigration("decisions") { try $0.execute(sql: decisions) }
    migrator.registerMigration("views") { try $0.execute(sql: views) }
    migrator.registerMigration("corrected times") { try $0.execute(sql: correctedTimes) }
    migrator.registerMigration("course") { try $0.execute(sql: course) }
    migrator.registerMigration("proofs") { try $0.execute(sql: proofs) }
    migrator.registerMigration("builds") { database in
      // What the same build found by the same words need not be found again.
      try database.execute(sql: "ALTER TABLE grading ADD COLUMN build TEXT")
    }
    return migrator
  }

  /// An attempt may be graded more than once: what was handed in and how it was graded part ways.
  private static let gradings = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      assignment TEXT NOT NULL,
      undoes INTEGER UNIQUE REFERENCES run(id),
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

    INSERT INTO grading (id, attempt, definition, grader, stored_at)
    SELECT id, id, definition, grader, stored_at FROM attempt;

    DROP VIEW score;

    CREATE TABLE new_attempt (
      id INTEGER PRIMARY KEY,
      assignment TEXT NOT NULL,
      student TEXT NOT NULL,
      number INTEGER NOT NULL,
      submission TEXT NOT NULL,
      inputs TEXT,
      stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
      UNIQUE (assignment, student, number)
    ) STRICT;
    INSERT INTO new_attempt
    SELECT id, assignment, student, number, submission, inputs, stored_at FROM attempt;
    DROP TABLE attempt;
    ALTER TABLE new_attempt RENAME TO attempt;

    CREATE TABLE new_part_outcome (
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
      why TEXT NOT NULL,
      PRIMARY KEY (grading, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_part_outcome
    SELECT attempt, position, part, points, score, verdict, note, error, tolerance, worst_index, got,
      wanted, why FROM part_outcome;
    DROP TABLE part_outcome;
    ALTER TABLE new_part_outcome RENAME TO part_outcome;

    CREATE INDEX grading_of_attempt ON grading (attempt);
    CREATE INDEX grading_of_run ON grading (run);
    CREATE INDEX attempt_of_student ON attempt (student);
    CREATE INDEX attempt_of_assignment ON attempt (assignment);
    """

  private static let policies = """
    ALTER TABLE definition ADD COLUMN title TEXT;

    CREATE TABLE policy (
      definition TEXT PRIMARY KEY NOT NULL REFERENCES definition(hash),
      due TEXT,
      per_day INTEGER,
      grace INTEGER,
      until TEXT,
      attempts INTEGER,
      count TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE definition_part (
      definition TEXT NOT NULL REFERENCES definition(hash),
      position INTEGER NOT NULL,
      part TEXT NOT NULL,
      points INTEGER NOT NULL,
      PRIMARY KEY (definition, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE submission_time (
      id INTEGER PRIMARY KEY,
      attempt INTEGER NOT NULL REFERENCES attempt(id),
      submitted_at TEXT NOT NULL,
      stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;

    CREATE INDEX time_of_attempt ON submission_time (attempt);
    """

  private static let decisions = """
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

    CREATE INDEX decision_of_student ON decision (assignment, student);
    """

  private static let views = """
    CREATE VIEW current_grading AS
    SELECT grading.id AS grading, attempt, definition, grader FROM grading
    WHERE grading.id = (
      SELECT max(g.id) FROM grading AS g WHERE g.attempt = grading.attempt
        AND NOT EXISTS (SELECT 1 FROM run WHERE run.undoes = g.run));

    CREATE VIEW score AS
    SELECT attempt.assignment, attempt.student, attempt.number AS attempt, part_outcome.part,
      part_outcome.points / 1e6 AS points, part_outcome.score / 1e6 AS score,
      part_outcome.verdict, part_outcome.note, part_outcome.error, part_outcome.tolerance,
      part_outcome.why, part_outcome.position
    FROM attempt
    JOIN current_grading ON current_grading.attempt = attempt.id
    JOIN part_outcome ON part_outcome.grading = current_grading.grading;

    CREATE VIEW attempt_score AS
    SELECT attempt.assignment, attempt.student, attempt.number AS attempt,
      sum(part_outcome.score) / 1e6 AS score,
      sum(CASE WHEN part_outcome.verdict = 'disputed' THEN 0 ELSE part_outcome.points END) / 1e6
        AS points,
      sum(part_outcome.verdict = 'disputed') AS held,
      max(part_outcome.verdict NOT IN ('malformed', 'imprecise', 'missing')) AS uses_attempt,
      (SELECT min(submitted_at) FROM submission_time WHERE submission_time.attempt = attempt.id)
        AS submitted_at,
      attempt.stored_at, current_grading.definition, current_grading.grader, attempt.submission
    FROM attempt
    JOIN current_grading ON current_grading.attempt = attempt.id
    JOIN part_outcome ON part_outcome.grading = current_grading.grading
    GROUP BY attempt.id;

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

    CREATE VIEW assignment_policy AS
    SELECT definition.assignment, definition.hash AS definition, definition.title, policy.due,
      policy.per_day / 1e6 AS per_day, policy.grace, policy.until, policy.attempts, policy.count,
      (SELECT sum(points) FROM definition_part WHERE definition_part.definition = definition.hash)
        / 1e6 AS points
    FROM definition JOIN policy ON policy.definition = definition.hash;
    """

  /// What was proved once need not be worked out again.
  private static let proofs = """
    CREATE TABLE proof (
      id INTEGER PRIMARY KEY,
      definition TEXT NOT NULL REFERENCES definition(hash),
      handout INTEGER REFERENCES handout(id),
      grader TEXT NOT NULL,
      derivatives BLOB NOT NULL
    ) STRICT;

    CREATE INDEX proof_of_inputs ON proof (definition, handout);
    CREATE INDEX proof_of_handout ON proof (handout);
    """

  /// A time that was told wrongly is corrected by a person; the correction is a row, and so is what takes it back.
  private static let correctedTimes = """
    ALTER TABLE submission_time ADD COLUMN because TEXT;
    ALTER TABLE submission_time ADD COLUMN by_whom TEXT;
    ALTER TABLE submission_time ADD COLUMN undoes INTEGER REFERENCES submission_time(id);

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

    DROP VIEW attempt_score;
    CREATE VIEW attempt_score AS
    SELECT attempt.assignment, attempt.student, attempt.number AS attempt,
      sum(part_outcome.score) / 1e6 AS score,
      sum(CASE WHEN part_outcome.verdict = 'disputed' THEN 0 ELSE part_outcome.points END) / 1e6
        AS points,
      sum(part_outcome.verdict = 'disputed') AS held,
      max(part_outcome.verdict NOT IN ('malformed', 'imprecise', 'missing')) AS uses_attempt,
      (SELECT submitted_at FROM handed_in WHERE handed_in.id = attempt.id) AS submitted_at,
      attempt.stored_at, current_grading.definition, current_grading.grader, attempt.submission
    FROM attempt
    JOIN current_grading ON current_grading.attempt = attempt.id
    JOIN part_outcome ON part_outcome.grading = current_grading.grading
    GROUP BY attempt.id;
    """
}
