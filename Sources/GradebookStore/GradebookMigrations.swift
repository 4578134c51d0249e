internal import GRDB

/// The steps that make a gradebook's tables, each with a name; only ever appended to.
enum GradebookMigrations {
  /// Whether a database is a gradebook or empty, and not some other program's.
  static func mayAdopt(_ database: Database) throws -> Bool {
    let tables = try String.fetchSet(
      database, sql: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    return tables.isEmpty || tables.isSuperset(of: ["grdb_migrations", "part_outcome"])
      || tables == ["grdb_migrations"]
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
    return migrator
  }
}
