/// The assignment that `new` writes: small, complete, and proved by `check`.
enum AssignmentTemplate {
  static let text = """
    # An assignment to start from. `nabla check` proves it; docs/assignment-file.md lists every key.
    title: A linear layer and its squared error
    # How often a student may hand in: each time tells something about the right answer.
    attempts: 10

    problems:
      - id: layer
        title: One sample
        # What students read.
        text: y = W x + b, and L is half the squared distance of y from the target t.

        # Numbers handed to the student. Avoid square matrices: they hide a transpose.
        given:
          W: [[0.5, -1.2, 0.3],
              [0.8, 0.1, -0.7]]
          b: [0.2, -0.4]
          x: [1.1, 0.6, -0.9]
          t: [0.3, -0.5]

        # The function, from the givens to a loss. Its names may be used below.
        forward: |
          y = W @ x + b
          L = 0.5 * sum((y - t)^2)

        # What is graded. A part's full name is layer.dL_dy.
        parts:
          - id: dL_dy
            title: loss by output
            derivative: {of: L, wrt: y}
            reference: y - t

          - id: dL_dW
            title: loss by weights
            derivative: {of: L, wrt: W}
            # dL_dy names the part above, so that a student's rounding is carried along.
            reference: outer(dL_dy, x)
            points: 2
            # Wrong formulas that students are known to find; `check` makes sure that they are told apart.
            mistakes:
              - id: sign
                formula: outer(t - y, x)
                says: the residual is y - t, not t - y

          - id: dL_db
            title: loss by bias
            derivative: {of: L, wrt: b}
            reference: dL_dy

    """
}
