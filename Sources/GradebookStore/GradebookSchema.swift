internal import GRDB

/// The tables and views of this version, to tell a gradebook that was changed by something else.
enum GradebookSchema {
  /// The columns of each table and view, in their order.
  private static let columns: [String: String] = [
    "assignment_policy":
      "assignment,definition,title,due,per_day,grace,until,attempts,count,"
      + "points",
    "attempt": "id,assignment,student,number,submission,inputs,stored_at",
    "attempt_file": "attempt,name,sha256",
    "attempt_score":
      "assignment,student,attempt,score,points,held,uses_attempt,submitted_at,"
      + "stored_at,definition,grader,submission",
    "content": "sha256,bytes",
    "current_grading": "grading,attempt,definition,grader",
    "decision": "id,assignment,student,part,ruling,points,because,by_whom,undoes,stored_at",
    "decision_in_force": "id,assignment,student,part,ruling,points,because,by_whom,stored_at",
    "definition": "hash,assignment,text,title",
    "definition_part": "definition,position,part,points",
    "grading": "id,attempt,definition,grader,run,replaces,stored_at",
    "grading_history":
      "assignment,student,attempt,grading,replaces,run,undone,definition,"
      + "grader,stored_at,score",
    "handed_in": "assignment,student,attempt,submitted_at,id",
    "handout": "id,assignment,student,counter,definition,inputs,secret,stored_at",
    "part_outcome":
      "grading,position,part,points,score,verdict,note,error,tolerance,"
      + "worst_index,got,wanted,why",
    "policy": "definition,due,per_day,grace,until,attempts,count",
    "run": "id,assignment,undoes,stored_at",
    "score":
      "assignment,student,attempt,part,points,score,verdict,note,error,"
      + "tolerance,why,position",
    "submission_time": "id,attempt,submitted_at,stored_at,because,by_whom,undoes",
  ]

  /// Whether every table and view has its columns, and nothing was added that acts by itself.
  static func isSound(_ database: Database) throws -> Bool {
    let rows: [Row]
    do {
      rows = try columnsOfAll(database)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      // A view of a table that is gone.
      return false
    }
    var found: [String: String] = [:]
    for row in rows { found[try row.value(0)] = try row.value(1) }
    let triggers = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
    return triggers == 0 && columns.allSatisfy { found[$0.key] == $0.value }
  }

  private static func columnsOfAll(_ database: Database) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT master.name, group_concat(info.name) FROM sqlite_master AS master
        JOIN pragma_table_info(master.name) AS info
        WHERE master.type IN ('table', 'view') GROUP BY master.name
        """)
  }
}
