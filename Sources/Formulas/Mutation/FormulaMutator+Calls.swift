extension FormulaMutator {
  func callEdits(
    _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let confusion = primitives[name]?.confusion ?? .none
    var edits: [FormulaEdit] = []
    let first = arguments.first { $0.label == nil }?.value
    if let first, confusion.isLeftOut {
      edits.append(
        FormulaEdit("function-lost.\(name)", "\(name) is left out", rank: 4, whole, first))
    }
    for other in confusion.with {
      // A function of each entry takes no axis, and is 0 where a mask is.
      let isEntrywise = primitives[other]?.group == .entrywise
      let taken = FormulaExpression.call(
        other, isEntrywise ? arguments.filter { $0.label == nil } : arguments)
      let mask = arguments.first { $0.label == Primitive.maskOption }?.value
      edits.append(
        FormulaEdit(
          "\(other)-for-\(name)", "\(other) was taken for \(name)", rank: 5, whole,
          isEntrywise ? mask.map { taken.combined(.multiply, $0) } ?? taken : taken))
    }
    edits += scalings(confusion, name, arguments, whole)
    edits += subscriptEdits(name, arguments, whole)
    if confusion.swapsOperands, arguments.count == 2 {
      edits.append(
        FormulaEdit(
          "swapped.\(word(arguments[0].value)).\(word(arguments[1].value, at: 1))",
          naming("the operands are swapped", arguments[0].value, arguments[1].value), rank: 4,
          whole, .call(name, Array(arguments.reversed()))))
    }
    if confusion.losesOperands, arguments.count == 2 {
      for argument in arguments {
        edits.append(
          FormulaEdit(
            "function-lost.\(name)", "\(name) is left out", rank: 5, whole, argument.value))
      }
    }
    if let first, confusion.takesOneSample {
      if let axis = arguments.first(where: { $0.label == Primitive.axisOption })?.value {
        edits += samples(of: first, axis, whole)
        edits += lostSamples(name, arguments, of: first, axis, whole)
      } else if arguments.count == 1 {
        edits += samplesOfAll(name, of: first, whole)
      }
    }
    if let first, name == SquareRoot.word { edits += termsOutsideRoot(first, whole) }
    if let first, confusion.isReductionLost {
      edits.append(
        FormulaEdit("\(name)-lost", "the \(name) is lost", rank: 4, whole, first))
    }
    edits += first.map { shapeEdits(confusion, name, arguments, of: $0, whole) } ?? []
    return edits + axisEdits(confusion, name, arguments, whole) + maskEdits(name, arguments, whole)
  }

  /// A sum of all numbers that is divided by how many they are, and not by that of samples.
  func meanOfAll(
    _ left: FormulaExpression, dividedBy right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard case .call(ReductionKind.sum.rawValue, let arguments) = left.kind, arguments.count == 1
    else { return [] }
    return [
      FormulaEdit(
        "mean-of-all.\(word(right))", "the mean was taken over all numbers", rank: 6, whole,
        .call(ReductionKind.mean.rawValue, arguments))
    ]
  }

  /// The number of something else to divide by: of units for that of samples.
  func otherSizes(
    _ left: FormulaExpression, dividedBy right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let isSize =
      switch right.kind {
      // How many a mask leaves is the size of something, too.
      case .call("size", _), .call(ReductionKind.sum.rawValue, _): true
      case .number(let digits): Int(digits).map { $0 > 1 } ?? false
      default: false
      }
    guard isSize else { return [] }
    return extents.map { extent in
      FormulaEdit(
        "other-size.\(word(left))", naming("divided by the size of something else", left), rank: 6,
        whole, left.combined(.divide, .number("\(extent)")))
    }
  }

  /// A mask that is left out, or comes too late, or too early and as a factor.
  private func maskEdits(
    _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard let place = arguments.firstIndex(where: { $0.label == Primitive.maskOption }),
      let first = arguments.firstIndex(where: { $0.label == nil })
    else { return [] }
    let mask = arguments[place].value
    var (rest, zeroed) = (arguments, arguments)
    zeroed[first] = CallArgument(
      label: nil, value: arguments[first].value.combined(.multiply, mask))
    rest.remove(at: place)
    zeroed.remove(at: place)
    var edits = [
      FormulaEdit(
        "mask-lost.\(name)", naming("the mask is lost", mask), rank: 3, whole, .call(name, rest)),
      FormulaEdit(
        "mask-as-factor.\(name)",
        naming("what is masked was set to 0, and not left out", mask), rank: 5, whole,
        .call(name, zeroed)),
    ]
    if primitives[name]?.group == .rows {
      var added = arguments
      added[first] = CallArgument(
        label: nil, value: arguments[first].value.combined(.add, mask))
      added.remove(at: place)
      edits.append(
        FormulaEdit(
          "mask-added.\(name)", naming("the mask was added, and leaves nothing out", mask),
          rank: 6, whole, .call(name, added)))
      edits.append(
        FormulaEdit(
          "mask-after.\(name)", naming("the mask comes after \(name), not before it", mask),
          rank: 4, whole, .call(name, rest).combined(.multiply, mask)))
    }
    return edits
  }

  /// The squares that are summed, a hinge that is squared, and what leaks where it should give 0.
  private func shapeEdits(
    _ confusion: Confusion, _ name: String, _ arguments: [CallArgument],
    of first: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    if [ReductionKind.sum, .mean].map(\.rawValue).contains(name) {
      edits += squareEdits(name, of: first, whole) { base in
        .call(
          name, arguments.map { $0.label == nil ? CallArgument(label: nil, value: base) : $0 })
      }
    }
    if confusion.isSquaredHinge,
      arguments.count == 1 || arguments.contains(where: { $0.value == .number("0") })
    {
      edits.append(
        FormulaEdit(
          "squared-hinge",
          arguments.count == 1 ? "\(name) is squared" : "the hinge is squared", rank: 6, whole,
          whole.combined(.power, .number("2"))))
    }
    guard confusion.leaks else { return edits }
    // The usual slope of 0.01 is left out: rounding would have to be told apart from a hundredth.
    return edits
      + ["0.1", "0.2"].map { slope in
        FormulaEdit(
          "leaky-for-\(name)", "a leaky \(name) was taken for \(name)", rank: 6, whole,
          .call(
            "maximum",
            [first, FormulaExpression.number(slope).combined(.multiply, first)].map {
              CallArgument(label: nil, value: $0)
            }))
      }
  }

  /// Another axis, or none.
  private func axisEdits(
    _ confusion: Confusion, _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    if confusion.isReductionLost, arguments.contains(where: { $0.label == Primitive.axisOption }) {
      let all = FormulaExpression.call(name, arguments.filter { $0.label == nil })
      // Who needs a number for each place along the others writes the same one there.
      let everywhere = FormulaExpression.number("0").combined(.multiply, whole).combined(.add, all)
      edits += [all, everywhere].map {
        FormulaEdit(
          "axis-lost.\(name)", "taken over all numbers, and not along one axis", rank: 5, whole,
          $0, writtenAs: all)
      }
    }
    for (place, argument) in arguments.enumerated() where argument.label == Primitive.axisOption {
      for axis in ["0", "1", "2"] where argument.value.kind != .number(axis) {
        var changed = arguments
        changed[place] = CallArgument(label: Primitive.axisOption, value: .number(axis))
        edits.append(
          FormulaEdit(
            "axis.\(name)", "taken along the wrong axis", rank: 5, whole, .call(name, changed)))
      }
    }
    return edits
  }

  /// A factor at a function's argument or result.
  private func scalings(
    _ confusion: Confusion, _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    func edit(_ scaling: Confusion.Scaling, _ after: FormulaExpression) -> FormulaEdit {
      FormulaEdit("\(scaling.kind).\(name)", scaling.phrase, rank: 6, whole, after)
    }
    var edits: [FormulaEdit] = []
    if let place = arguments.firstIndex(where: { $0.label == nil }) {
      for scaling in confusion.scaledArguments {
        var changed = arguments
        changed[place] = CallArgument(
          label: nil, value: scaling.expression.combined(.multiply, arguments[place].value))
        edits.append(edit(scaling, .call(name, changed)))
      }
    }
    for scaling in confusion.scaledResults {
      edits.append(edit(scaling, scaling.expression.combined(.multiply, whole)))
    }
    return edits
  }

  /// The sum along an axis without its first or its last place.
  private func lostSamples(
    _ name: String, _ arguments: [CallArgument], of base: FormulaExpression,
    _ axis: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard let number = [0, 1].first(where: { axis == .number("\($0)") }),
      let place = arguments.firstIndex(where: { $0.label == nil })
    else { return [] }
    let before: [IndexItem] = number == 1 ? [FormulaExpression.slice(nil, nil)] : []
    func without(_ part: IndexItem) -> FormulaExpression {
      var changed = arguments
      changed[place] = CallArgument(label: nil, value: .indexed(base, before + [part]))
      return .call(name, changed)
    }
    let last = base.size(axis: number).combined(.subtract, .number("1"))
    return [
      FormulaEdit(
        "sample-lost.first", "the first place along an axis is left out", rank: 6, whole,
        without(FormulaExpression.slice(.number("1"), nil))),
      FormulaEdit(
        "sample-lost.last", "the last place along an axis is left out", rank: 6, whole,
        without(FormulaExpression.slice(nil, last))),
    ]
  }

  /// The first or the last place along an axis in place of its sum.
  private func samples(
    of base: FormulaExpression, _ axis: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard let number = [0, 1].first(where: { axis == .number("\($0)") }) else { return [] }
    let size = base.size(axis: number)
    let before: [IndexItem] = number == 1 ? [FormulaExpression.slice(nil, nil)] : []
    func at(_ place: FormulaExpression) -> FormulaExpression {
      .indexed(base, before + [.at(place)])
    }
    return [
      FormulaEdit(
        "one-sample.first", "only the first counts", rank: 5, whole, at(.number("0"))),
      FormulaEdit(
        "one-sample.last", "only the last counts", rank: 5, whole,
        at(size.combined(.subtract, .number("1")))),
    ]
  }
}

extension Confusion.Scaling {
  /// The factor.
  var expression: FormulaExpression {
    factor.hasPrefix("-")
      ? FormulaExpression.number(String(factor.dropFirst())).negated : .number(factor)
  }
}
