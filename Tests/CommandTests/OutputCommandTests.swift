import Foundation
import GRDB
import TestSupport
import Testing

/// What the built command writes, and where: nothing that is not meant is touched.
@Suite struct OutputCommandTests {
  private let sample = "submissions/convnet-layers/as-derived"

  private func workplace() throws -> FreshFolder {
    let folder = try FreshFolder()
    for name in ["assignments", sample] {
      let target = URL(fileURLWithPath: folder.path + "/" + name)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: ProjectFiles.path(name), toPath: folder.path + "/" + name)
    }
    return folder
  }

  private func shell(_ script: String, in folder: FreshFolder) throws -> Tool.Result {
    try Tool.run(
      "/bin/sh", ["-c", script.replacing("nabla", with: "'\(Tool.path)'")], in: folder.path)
  }

  private func mode(_ path: String) throws -> Int {
    try #require(
      FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func reportsAreForStaffAndHandoutsForAll() throws {
    let folder = try workplace()
    _ = try shell(
      "umask 022; nabla grade \(sample); nabla handout convnet-layers --student s", in: folder)
    #expect(try mode(folder.path + "/reports/convnet-layers/TEST-as-derived.xml") == 0o640)
    #expect(try mode(folder.path + "/handouts/convnet-layers/s/inputs.json") == 0o644)
    _ = try shell("umask 077; rm -r reports; nabla grade \(sample) --no-store", in: folder)
    #expect(try mode(folder.path + "/reports/convnet-layers/TEST-as-derived.xml") == 0o600)
    _ = try shell("umask 022; nabla show as-derived convnet-layers --files handed-in", in: folder)
    #expect(try mode(folder.path + "/handed-in/answers.json") == 0o640)
  }

  @Test func devicesStayDevices() throws {
    let folder = try workplace()
    let run = try shell(
      """
      nabla grade \(sample) > /dev/null 2>&1
      nabla export --to csv --output /dev/stdout | head -1
      nabla export --to csv --output /dev/null && test -c /dev/null && echo a device
      test -L /dev/stdout && echo a link
      nabla export --to csv --output /dev/full || echo $?
      nabla grade \(sample) --gradebook /dev/null > /dev/null || echo $?
      """, in: folder)
    #expect(
      run.output.replacing("\r", with: "").hasSuffix("a device\na link\n3\n3\n"), "\(run.output)")
    #expect(run.output.hasPrefix("assignment,student"))
    #expect(run.errors.contains("this is not a plain file, expected a gradebook"))
  }

  @Test func plantedLinksAndPipesChangeNothing() throws {
    let folder = try workplace()
    let run = try shell(
      """
      mkdir -p reports/convnet-layers far
      echo precious > precious
      ln -s ../../precious reports/convnet-layers/TEST-as-derived.xml
      mkfifo reports/convnet-layers/TEST-as-derived.xml.part
      mkdir -p handouts/convnet-layers/s && ln -s ../../../far handouts/convnet-layers/s/inputs
      echo 1 > far/linear.x.csv
      nabla grade \(sample) --fail-on never > /dev/null; echo $?
      nabla handout convnet-layers --student s; echo $?
      cat precious far/linear.x.csv
      """, in: folder)
    #expect(run.output == "3\n3\nprecious\n1\n", "\(run.output)")
    #expect(run.errors.contains("TEST-as-derived.xml: is a link; links are not followed"))
  }

  /// A stored name leads nowhere but into the folder that was named.
  @Test func storedNamesStayInTheirFolder() throws {
    let folder = try workplace()
    _ = try shell("nabla grade \(sample)", in: folder)
    try DatabaseQueue(path: folder.path + "/gradebook.sqlite").write { database in
      try database.execute(sql: "UPDATE attempt_file SET name = '../../outside.json'")
    }
    let run = try shell(
      """
      mkdir -p a/b
      nabla show as-derived convnet-layers --files a/b > /dev/null; echo $?
      ls a a/b; ls outside.json 2> /dev/null
      """, in: folder)
    #expect(run.output == "3\na:\nb\n\na/b:\n", "\(run.output)")
  }

  @Test func aSecretThatEverybodyCanReadIsWarnedOf() throws {
    let folder = try workplace()
    try folder.write("a secret for this test only", to: "secret")
    let grade = ["handout", "two-layer-network", "--student", "s", "--secret-file", "secret"]
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: folder.path + "/secret")
    let open = try Tool.run(
      grade + ["--assignments", ProjectFiles.path("assignments"), "--no-store", "--output", "a"],
      in: folder.path)
    #expect(open.errors.contains("warning: secret: everybody on this machine can read the secret"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path + "/secret")
    let closed = try Tool.run(
      grade + ["--assignments", ProjectFiles.path("assignments"), "--no-store", "--output", "b"],
      in: folder.path)
    #expect(closed.errors.isEmpty && closed.status == 0)
  }

  /// What grades come from, and what somebody else wrote, is never replaced.
  @Test func whatIsThereIsNotReplacedUnseen() throws {
    let folder = try workplace()
    let run = try shell(
      """
      echo student > roster.csv; echo as-derived >> roster.csv
      nabla grade \(sample) > /dev/null 2>&1
      cp gradebook.sqlite other.sqlite; echo precious > secret
      nabla export --to csv --output new.csv; nabla export --to csv --output new.csv; echo $?
      for file in other.sqlite secret gradebook.sqlite roster.csv assignments/convnet-layers/assignment.yaml \(sample)/answers.json
      do nabla export --to csv --output $file; echo $?; done
      mkdir taken && echo mine > taken/answers.json && echo mine > taken/README.md
      nabla show as-derived convnet-layers --files taken > /dev/null; echo $?
      nabla handout convnet-layers --student as-derived --output taken; echo $?
      echo '{}' > taken/inputs.json
      nabla handout convnet-layers --student as-derived --output taken; echo $?
      cat taken/answers.json taken/README.md secret
      nabla scores --by student --format csv | tail -1
      """, in: folder)
    #expect(
      run.output.replacing("\r", with: "").hasPrefix(
        "0\n64\n64\n64\n64\n64\n64\n3\n3\n3\nmine\nmine\nprecious\nconvnet-layers,as-derived"),
      "\(run.output)\(run.errors)")
  }

  @Test func aFileThatMayNotGrowIsToldOf() throws {
    let folder = try workplace()
    let run = try shell("ulimit -f 1; nabla grade \(sample) > /dev/null; echo $?", in: folder)
    #expect(run.output == "3\n", "\(run.output)\(run.errors)")
    #expect(run.errors.contains("error"))
  }

  /// What is killed while a class is graded leaves whole reports and a sound gradebook, and goes on where it was.
  @Test func killsLoseNothing() throws {
    let folder = try workplace()
    let run = try shell(
      """
      for i in $(seq 60); do cp -r \(sample) submissions/convnet-layers/s$i; done
      for delay in 0.02 0.05 0.08 0.1 0.12 0.15 0.2 0.3 0.4 0.6; do
        nabla grade submissions/convnet-layers > /dev/null 2>&1 &
        sleep $delay; kill -9 $! 2> /dev/null; wait $! 2> /dev/null
      done
      nabla grade submissions/convnet-layers > /dev/null; echo $?
      for report in reports/convnet-layers/*.xml; do tail -c 14 $report; done | grep -c '</testsuites>'
      """, in: folder)
    #expect(run.output == "0\n61\n", "\(run.output)\(run.errors)")
    let (integrity, attempts, parts) = try DatabaseQueue(path: folder.path + "/gradebook.sqlite")
      .read { database in
        (
          try String.fetchOne(database, sql: "PRAGMA integrity_check"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM attempt"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM part_outcome")
        )
      }
    #expect(integrity == "ok" && attempts == 61 && parts == 61 * 12)
  }

  /// A command that is misspelt is told in the form of all errors, with the one that may be meant.
  @Test(arguments: [
    (
      ["grad", "submissions"], "error: there is no command 'grad'\n  help: did you mean 'grade'?\n"
    ),
    (["frobnicate"], "error: there is no command 'frobnicate'\n  help: 'nabla --help' lists"),
    (["grade", "--jbos", "2", "x"], "error: Unknown option '--jbos'. Did you mean '--jobs'?\n"),
  ])
  func misspeltCommandsAreSuggested(_ arguments: [String], _ message: String) throws {
    let folder = try FreshFolder()
    let run = try Tool.run(arguments, in: folder.path)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.hasPrefix(message), "\(run.errors)")
  }

  @Test func helpAndVersionAreResults() throws {
    let folder = try FreshFolder()
    for arguments in [["--help"], ["help", "grade"], ["grade", "--help"], ["--version"]] {
      let run = try Tool.run(arguments, in: folder.path)
      #expect(run.status == 0 && run.errors.isEmpty && run.output.hasSuffix("\n"))
    }
  }

  /// Where somebody says how wide it may be, the last column is wrapped.
  @Test func tablesFitTheWidthThatIsSaid() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    for width in [70, 80, 120] {
      let run = try Tool.run(
        "/usr/bin/env",
        [
          "COLUMNS=\(width)", Tool.path, "grade", "submissions/convnet-layers/as-derived",
          "--no-store",
        ], in: folder.path)
      let longest = run.output.split(separator: "\n").map(\.count).max()
      #expect(longest ?? 0 <= width, "\(run.output)")
    }
  }
}
