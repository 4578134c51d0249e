extension GradebookMigrations {
  /// What happens around a course: bonus points, void attempts, other names, marks that were told, appeals, groups, and
  /// students whose work is gone.
  static let course = """
    ALTER TABLE part_outcome ADD COLUMN bonus INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE definition_part ADD COLUMN bonus INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE handout ADD COLUMN of_group TEXT;
    ALTER TABLE run ADD COLUMN because TEXT;
    ALTER TABLE run ADD COLUMN by_whom TEXT;

    CREATE TABLE voiding (
      id INTEGER PRIMARY KEY,
      attempt INTEGER NOT NULL REFERENCES attempt(id),
      because TEXT NOT NULL,
      by_whom TEXT NOT NULL,
      undoes INTEGER UNIQUE REFERENCES voiding(id),
      stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;

    CREATE TABLE renaming (
      id INTEGER PRIMARY KEY,
      was TEXT NOT NULL,
      becomes TEXT NOT NULL,
      because TEXT NOT NULL,
      by_whom TEXT NOT NULL,
      undoes INTEGER UNIQUE REFERENCES renaming(id),
      stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;

    CREATE TABLE renamed_row (
      renaming INTEGER NOT NULL REFERENCES renaming(id),
      kind TEXT NOT NULL,
      id INTEGER NOT NULL,
      number INTEGER,
      PRIMARY KEY (renaming, kind, id)
    ) STRICT, WITHOUT ROWID;

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

    CREATE TABLE forgotten (
      id INTEGER PRIMARY KEY,
      student TEXT,
      total TEXT NOT NULL,
      because TEXT,
      by_whom TEXT NOT NULL,
      stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;

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

    DROP VIEW score;
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

    DROP VIEW attempt_score;
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

    DROP VIEW assignment_policy;
    CREATE VIEW assignment_policy AS
    SELECT definition.assignment, definition.hash AS definition, definition.title, policy.due,
      policy.per_day / 1e6 AS per_day, policy.grace, policy.until, policy.attempts, policy.count,
      (SELECT sum(points) FROM definition_part
        WHERE definition_part.definition = definition.hash AND NOT bonus) / 1e6 AS points
    FROM definition JOIN policy ON policy.definition = definition.hash;
    """
}
