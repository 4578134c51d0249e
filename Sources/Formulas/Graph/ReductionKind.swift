/// A way to make one number of several.
public enum ReductionKind: String, Sendable, CaseIterable {
  case sum, prod, max, min, mean
}
