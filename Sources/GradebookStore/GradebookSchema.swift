internal import GRDB

/// The tables and views of this version, to tell a gradebook that was changed by something else.
enum GradebookSchema {
  /// The columns of each table and view, in their order.
  private static let columns: [String: String] = [
    "assignment_policy":
      "assignment,definition,title,due,per_day,grace,until,attempts,count,"
      + "points",
    "appeal": "id,assignment,student,part,says,until,decider,second,by_whom,stored_at",
    "appeal_closing": "appeal,outcome,because,by_whom,stored_at",
    "attempt": "id,assignment,student,number,submission,inputs,stored_at",
    "attempt_file": "attempt,name,sha256",
    "attempt_score":
      "assignment,student,attempt,score,points,held,uses_attempt,submitted_at,"
      + "stored_at,definition,grader,submission,void",
    "content": "sha256,bytes",
    "current_grading": "grading,attempt,definition,grader",
    "decision": "id,assignment,student,part,ruling,points,because,by_whom,undoes,stored_at",
    "decision_history":
      "id,assignment,student,part,ruling,points,because,by_whom,stored_at,undone,undone_because,"
      + "undone_by,undone_at",
    "decision_in_force": "id,assignment,student,part,ruling,points,because,by_whom,stored_at",
    "definition": "hash,assignment,text,title",
    "definition_part": "definition,position,part,points,bonus",
    "forgotten": "id,student,total,because,by_whom,stored_at",
    "grading": "id,attempt,definition,grader,run,replaces,stored_at,build",
    "grading_history":
      "assignment,student,attempt,grading,replaces,run,undone,definition,"
      + "grader,stored_at,score",
    "handed_in": "assignment,student,attempt,submitted_at,id",
    "handout": "id,assignment,student,counter,definition,inputs,secret,stored_at,of_group",
    "mark_told":
      "assignment,student,state,score,points,attempt,because,by_whom,level,stored_at,id",
    "part_outcome":
      "grading,position,part,points,score,verdict,note,error,tolerance,"
      + "worst_index,got,wanted,why,bonus",
    "policy": "definition,due,per_day,grace,until,attempts,count",
    "proof": "id,definition,handout,grader,derivatives",
    "release": "id,assignment,level,because,by_whom,acts,seen,undoes,stored_at",
    "released_mark": "id,release,assignment,student,state,score,points,attempt",
    "renamed_row": "renaming,kind,id,number",
    "renaming": "id,was,becomes,because,by_whom,undoes,stored_at",
    "run": "id,assignment,undoes,stored_at,because,by_whom",
    "score":
      "assignment,student,attempt,part,points,score,verdict,note,error,"
      + "tolerance,why,position,bonus,near",
    "submission_time": "id,attempt,submitted_at,stored_at,because,by_whom,undoes",
    "void_attempt": "assignment,student,attempt,because,by_whom,stored_at,id",
    "voiding": "id,attempt,because,by_whom,undoes,stored_at",
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
