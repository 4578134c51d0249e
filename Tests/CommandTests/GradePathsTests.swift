import Foundation
import TestSupport
import Testing

/// Whose submission a path is, on the built command.
@Suite struct GradePathsTests {
  @Test func theAssignmentAndStudentCanBeSaid() throws {
    let folder = try Workplace.make()
    try FileManager.default.moveItem(
      atPath: folder.path + "/submissions/convnet-layers/all-correct",
      toPath: folder.path + "/work")
    let plain = try Tool.run(["grade", "work", "--no-store"], in: folder.path)
    #expect(plain.status == 64)
    for name in ["convnet-layers", "assignments/convnet-layers", "./assignments/convnet-layers/"] {
      let run = try Tool.run(
        ["grade", "work", "--assignment", name, "--student", "jo.doe", "--no-store"],
        in: folder.path)
      #expect(run.status == 0, "\(name): \(run.errors)")
      #expect(run.output.hasPrefix("convnet-layers  jo.doe"))
    }
    let file = try Tool.run(
      ["grade", "work/answers.json", "--assignment", "convnet-layers", "--no-store"],
      in: folder.path)
    #expect(file.output.hasPrefix("convnet-layers  work"))
    let inside = try Tool.run(
      ["grade", ".", "--assignments", "../assignments", "--assignment", "convnet-layers"],
      in: folder.path + "/work")
    #expect(inside.status == 0)
    // What belongs beside the assignments is put there.
    #expect(FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
    let bad = try Tool.run(
      ["grade", "work", "--assignment", "convnet-layers", "--student", "../x"], in: folder.path)
    #expect(bad.status == 64)
  }

  @Test(arguments: [
    ["grade"], ["grade", "--format", "xml", "x"], ["nonsense"], ["check"], ["key", "nowhere"],
    ["check", "nowhere"], ["grade", "submissions", "--fail-on", "sometimes"],
    ["grade", "submissions", "--assignment", "convnet-leyers"],
  ])
  func wrongUsageIs64(_ arguments: [String]) throws {
    let folder = try Workplace.make()
    let run = try Tool.run(arguments, in: folder.path)
    #expect(run.status == 64)
    #expect(!run.errors.isEmpty)
  }

  @Test func oneStudentHasOnePath() throws {
    let folder = try Workplace.make()
    for command in ["grade", "answers"] {
      let run = try Tool.run(
        [
          command, "submissions/convnet-layers/all-correct",
          "submissions/convnet-layers/all-correct",
          "--student", "zed",
        ], in: folder.path)
      #expect(run.status == 64 && run.output.isEmpty)
    }
  }

  /// A class collected in a folder that happens to stand in one named like an assignment.
  @Test func foldersAreLookedIntoBeforeTheyAreEmpty() throws {
    let folder = try Workplace.make()
    let answers = try ProjectFiles.text("submissions/convnet-layers/all-correct/answers.json")
    for student in ["a", "b"] {
      try folder.write(answers, to: "convnet-layers/class/\(student)/answers.json")
    }
    let run = try Tool.run(
      ["grade", "convnet-layers/class", "--assignment", "convnet-layers", "--no-store"],
      in: folder.path)
    // A class, or a student of convnet-layers with two submissions.
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains("2 folders in this one hold answers: a, b"))
    let students = try Tool.run(
      [
        "grade", "convnet-layers/class/a", "convnet-layers/class/b", "--assignment",
        "convnet-layers", "--no-store",
      ], in: folder.path)
    #expect(students.output.contains("2 submissions"))
    #expect(students.output.contains("convnet-layers  b          22 / 22"))
    try folder.write("", to: "submissions/convnet-layers/c/pictures/readme.md")
    let empty = try Tool.run(
      ["grade", "submissions/convnet-layers/c", "--no-store"], in: folder.path)
    #expect(empty.output.hasPrefix("convnet-layers  c\n"))
    #expect(empty.status == 1)
    let named = try Tool.run(
      [
        "grade", "assignments/../submissions/convnet-layers/c/pictures", "--assignment",
        "convnet-layers", "--student", "d", "--no-store",
      ],
      in: folder.path)
    #expect(named.output.hasPrefix("convnet-layers  d\n"))
  }

  @Test func whatLooksLikeAnswersIsNotPassedOverInSilence() throws {
    let folder = try Workplace.make()
    let student = "submissions/convnet-layers/all-correct/"
    for name in [
      "answers.json.txt", "answers.json~", "package.json", "old/answers.json", "numbers.xlsx",
      "inputs.json", "README.md", "work.ipynb",
    ] {
      try folder.write("{}", to: student + name)
    }
    let run = try Tool.run(["grade", "submissions", "--no-store"], in: folder.path)
    #expect(run.status == 0)
    #expect(
      run.errors.split(separator: "\n").filter { $0.contains("warning") } == [
        "\(student)answers.json.txt: warning: this file is not read",
        "\(student)answers.json~: warning: this file is not read",
        "\(student)numbers.xlsx: warning: this file is not read",
        "\(student)old: warning: this folder is not looked into",
        "\(student)package.json: warning: this file is not read beside answers.json",
      ])
    let wrapped = try Workplace.make()
    try FileManager.default.createDirectory(
      atPath: wrapped.path + "/submissions/convnet-layers/zipped", withIntermediateDirectories: true
    )
    try FileManager.default.moveItem(
      atPath: wrapped.path + "/submissions/convnet-layers/all-correct",
      toPath: wrapped.path + "/submissions/convnet-layers/zipped/all-correct")
    let unwrapped = try Tool.run(
      ["grade", "submissions/convnet-layers/zipped", "--no-store"], in: wrapped.path)
    #expect(unwrapped.output.hasPrefix("convnet-layers  zipped\n"))
    #expect(unwrapped.status == 0)
  }

  /// A link could lead to the answers of somebody else.
  @Test func linksAreNotFollowed() throws {
    let folder = try Workplace.make()
    let manager = FileManager.default
    let linked = folder.path + "/submissions/convnet-layers/linked"
    try manager.createDirectory(atPath: linked, withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: linked + "/answers.json", withDestinationPath: "../all-correct/answers.json")
    try manager.createSymbolicLink(
      atPath: folder.path + "/submissions/convnet-layers/twin", withDestinationPath: "all-correct")
    let run = try Tool.run(
      ["grade", "submissions", "--no-store", "--fail-on", "wrong"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("linked/answers.json: error: this is a symbolic link"))
    #expect(run.output.contains("linked          0 / 22"))
    #expect(!run.output.contains("twin"))
    let file = try Tool.run(
      ["grade", "submissions/convnet-layers/linked/answers.json", "--no-store"], in: folder.path)
    #expect(file.status == 2)
  }

  @Test func whatIsNotThereCannotBeRead() throws {
    let folder = try Workplace.make()
    let run = try Tool.run(["grade", "submissions/convnet-layers/nobody"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("submissions/convnet-layers/nobody: error: there is no such file"))
  }
}
