public import Coursework
public import Diagnostics

/// Assignments that come with the program, to be taken as they are or to start from.
public struct GalleryEntry: Sendable {
  /// The name, which is the id of the assignment it is taken from.
  public let name: String
  /// The text of its `assignment.yaml`.
  public let text: [UInt8]

  /// All of them, by name; a test compares them with the files.
  public static let all: [GalleryEntry] = files.map { GalleryEntry(name: $0, text: $1) }

  private static let files: [(String, [UInt8])] = [
    ("attention", PackageResources.attention_yaml),
    ("batch-norm", PackageResources.batch_norm_yaml),
    ("contrastive", PackageResources.contrastive_yaml),
    ("cross-entropy", PackageResources.cross_entropy_yaml),
    ("ctc", PackageResources.ctc_yaml),
    ("dropout", PackageResources.dropout_yaml),
    ("enzyme-kinetics", PackageResources.enzyme_kinetics_yaml),
    ("focal-loss", PackageResources.focal_loss_yaml),
    ("gated-activations", PackageResources.gated_activations_yaml),
    ("gaussian-likelihood", PackageResources.gaussian_likelihood_yaml),
    ("group-norm", PackageResources.group_norm_yaml),
    ("gru", PackageResources.gru_yaml),
    ("gru-step", PackageResources.gru_step_yaml),
    ("kalman-step", PackageResources.kalman_step_yaml),
    ("knowledge-distillation", PackageResources.knowledge_distillation_yaml),
    ("label-smoothing", PackageResources.label_smoothing_yaml),
    ("layer-norm", PackageResources.layer_norm_yaml),
    ("least-squares", PackageResources.least_squares_yaml),
    ("logistic-regression", PackageResources.logistic_regression_yaml),
    ("lstm", PackageResources.lstm_yaml),
    ("lstm-step", PackageResources.lstm_step_yaml),
    ("matrix-calculus", PackageResources.matrix_calculus_yaml),
    ("multi-head-attention", PackageResources.multi_head_attention_yaml),
    ("optimizers", PackageResources.optimizers_yaml),
    ("policy-gradient", PackageResources.policy_gradient_yaml),
    ("principal-components", PackageResources.principal_components_yaml),
    ("recurrent-network", PackageResources.recurrent_network_yaml),
    ("residual-block", PackageResources.residual_block_yaml),
    ("rms-norm", PackageResources.rms_norm_yaml),
    ("sequence-models", PackageResources.sequence_models_yaml),
    ("strided-convolutions", PackageResources.strided_convolutions_yaml),
    ("svm", PackageResources.svm_yaml),
    ("symmetric-matrices", PackageResources.symmetric_matrices_yaml),
    ("variational-autoencoder", PackageResources.variational_autoencoder_yaml),
    ("word2vec", PackageResources.word2vec_yaml),
  ]

  /// What it is about, a few words each: what its first line says.
  public var topics: [String] {
    let line = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
    return line.split(separator: ":").dropFirst().joined().split(separator: ",").map {
      String($0.drop { $0 == " " })
    }
  }

  /// The assignment.
  ///
  /// - Throws: what is wrong with it, which a test makes sure is nothing.
  public func assignment() throws(Diagnostics) -> Assignment {
    try AssignmentReader.read(SourceText(name: "\(name).yaml", bytes: text), id: name)
  }
}
