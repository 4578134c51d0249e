import ArgumentParser

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Put lines that 'grade --stream' wrote into a gradebook.",
    discussion: """
      Files may be named in any order, and again: what is on record stays as it is. Exit status: 0 all lines are \
      stored, 2 a line is no outcome, 3 an assignment is not what the lines were graded by, or the gradebook \
      is at fault.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "Files with a line for each outcome.")
  var file: [String]

  func run() throws {
    var run = ImportRun(options)
    for path in file { run.read(path) }
    try run.store()
    try Console.result(run.summary)
    try run.status.end()
  }
}
