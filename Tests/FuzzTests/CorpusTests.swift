import Foundation
import FuzzTargets
import TestSupport
import Testing

/// Seeds and past findings of the fuzzers, run once each: what crashed once never does again.
@Suite struct CorpusTests {
  @Test(arguments: FuzzTarget.allCases)
  func everyInputComesBack(_ target: FuzzTarget) throws {
    let folder = ProjectFiles.path("Fuzz/Corpus/\(target.rawValue)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count >= 3, "there are no seeds for \(target.rawValue)")
    for name in names {
      target.run([UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
    }
  }
}
