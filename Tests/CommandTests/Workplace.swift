import Foundation
import TestSupport
import Testing

/// A fresh folder in which the built command is run, and readers of what it prints.
enum Workplace {
  /// What the samples' inputs were drawn with.
  static let secret = [
    "--secret-file", ProjectFiles.path("submissions/samples.secret"),
  ]

  /// A folder with the project's assignments and one submission of them.
  static func make(_ sample: String? = "convnet-layers/all-correct") throws -> FreshFolder {
    let folder = try FreshFolder()
    let manager = FileManager.default
    try manager.copyItem(
      atPath: ProjectFiles.path("assignments"), toPath: folder.path + "/assignments")
    if let sample {
      try manager.createDirectory(
        atPath: folder.path + "/submissions/" + sample.prefix { $0 != "/" },
        withIntermediateDirectories: true)
      try manager.copyItem(
        atPath: ProjectFiles.path("submissions/" + sample),
        toPath: folder.path + "/submissions/" + sample)
    }
    return folder
  }

  /// The records of JSON output.
  static func rows(_ text: String) throws -> [[String: Any]] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  /// The verdicts of a sample by part.
  static func verdicts(_ sample: String) throws -> [String: String] {
    let folder = try make(sample)
    let run = try Tool.run(
      ["grade", "submissions/" + sample, "--no-store", "--format", "json"] + secret,
      in: folder.path)
    var verdicts: [String: String] = [:]
    for row in try rows(run.output) {
      verdicts[try #require(row["part"] as? String)] = row["verdict"] as? String
    }
    return verdicts
  }
  /// The number of parts of each assignment.
  static let parts = [
    "linear-classifier": 9, "two-layer-network": 14, "softmax-and-convolution": 33,
    "convnet-layers": 12, "backprop-by-hand": 22,
  ]

  /// The parts that a sheet got wrong, and what their formulas' numbers must come to.
  static let claims = [
    "convnet-layers": [
      "softmax-loss.dpgt_dy": "incorrect", "softmax-loss.dL_dy": "incorrect",
      "convolution.dL_dW": "incorrect", "convolution.dL_db": "malformed",
      "convolution.dL_dx": "incorrect", "max-pool.dL_dx": "incorrect",
    ],
    "linear-classifier": [
      "softmax.dPy_db": "incorrect", "softmax.dL_dW": "incorrect", "softmax.dL_db": "incorrect",
    ],
    "two-layer-network": ["unit.dE_dx": "incorrect"],
    "softmax-and-convolution": [
      "softmax-regression.own": "incorrect", "softmax-regression.dl_dW": "incorrect",
    ],
  ]

  /// What the sheets got wrong is not only found but named.
  static let names = [
    "softmax-loss.dpgt_dy": "diagonal-everywhere", "softmax-loss.dL_dy": "pgt-for-p",
    "convolution.dL_dW": "first-place-only", "convolution.dL_db": "sum-lost",
    "convolution.dL_dx": "first-place-only", "max-pool.dL_dx": "overwritten",
    "softmax.dPy_db": "minus-squares", "softmax.dL_dW": "sign", "softmax.dL_db": "one-hot-lost",
    "unit.dE_dx": "exponential-twice", "softmax-regression.own": "weight-for-input",
    "softmax-regression.dl_dW": "true-row-only",
  ]
}
