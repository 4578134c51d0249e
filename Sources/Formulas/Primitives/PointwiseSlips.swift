internal import RealModule

// What people take for the value and for the derivative of each function by mistake.

extension Square {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("doubled", "the square became a factor of 2") { 2 * $0 },
      WrongValue("absolute", "the magnitude was taken for the square") { $0.magnitude },
      WrongValue("signed", "a sign went through the square") { $0 < 0 ? -$0 * $0 : $0 * $0 },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("exponent-kept", "the exponent is not lowered when the square is differentiated") {
        2 * $0 * $0
      }
    ]
  }
}

extension Exponential {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("argument-sign", "the sign of exp's argument is flipped") { Double.exp(-$0) },
      WrongValue("base-2", "exp was taken with the base 2") { Double.exp2($0) },
      WrongValue("base-10", "exp was taken with the base 10") { Double.exp10($0) },
      WrongValue("base-2.7", "2.7 was taken for e") { Double.pow(2.7, $0) },
      WrongValue("base-2.72", "2.72 was taken for e", lacksDigits: true) { Double.pow(2.72, $0) },
      WrongValue("one-plus", "1 + x was taken for exp") { 1 + $0 },
      WrongValue("series", "1 + x + x^2/2 was taken for exp") { 1 + $0 + $0 * $0 / 2 },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("power-rule", "exp was differentiated like a power") {
        $0 * Double.exp($0 - 1)
      }
    ]
  }
}

extension Logarithm {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("base-10", "log was taken with the base 10") { Double.log10($0) },
      WrongValue("base-2", "log was taken with the base 2") { Double.log2($0) },
      WrongValue("one-plus", "log(1 + x) was taken for log(x)") { Double.log(onePlus: $0) },
      WrongValue("linear", "x - 1 was taken for log(x)") { $0 - 1 },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("squared", "log was differentiated like 1/x") { 1 / ($0 * $0) },
      WrongSlope("base-10", "log was differentiated as if its base were 10") {
        1 / ($0 * Double.log(10))
      },
      WrongSlope("kept", "log was kept beside its derivative") { Double.log($0) / $0 },
    ]
  }
}

extension SquareRoot {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("halved", "the half was taken for the root") { $0 / 2 }
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("half-lost", "the factor 1/2 in the derivative of sqrt is lost") {
        1 / $0.squareRoot()
      },
      WrongSlope("upside-down", "the derivative of sqrt is upside down") { $0.squareRoot() / 2 },
    ]
  }
}

extension Sine {
  static var wrongSlopes: [WrongSlope] {
    [WrongSlope("cofunction-sign", "the derivative of sin has the wrong sign") { -Double.cos($0) }]
  }
}

extension HyperbolicTangent {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("argument-sign", "the sign of tanh's argument is flipped") { -Double.tanh($0) },
      WrongValue("half-argument", "exp(x) was taken for exp(2x) in tanh") { Double.tanh($0 / 2) },
      WrongValue("upside-down", "tanh is upside down") { 1 / Double.tanh($0) },
      WrongValue("tan", "tan was taken for tanh") { Double.tan($0) },
      WrongValue("sigmoid", "sigmoid was taken for tanh") { Sigmoid.value($0) },
      WrongValue("relu", "relu was taken for tanh") { max($0, 0) },
      WrongValue("sinh", "sinh was taken for tanh") { Double.sinh($0) },
      WrongValue("tanh-twice", "tanh was taken twice") { Double.tanh(Double.tanh($0)) },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("relu-rule", "the derivative of relu was taken for that of tanh") {
        $0 > 0 ? 1 : 0
      },
      WrongSlope("sigmoid-rule", "the derivative of sigmoid, y (1 - y), was taken for that of tanh")
      {
        Double.tanh($0) * (1 - Double.tanh($0))
      },
      WrongSlope("square-lost", "the square in 1 - y^2, the derivative of tanh, is lost") {
        1 - Double.tanh($0)
      },
      WrongSlope("plus", "the minus in 1 - y^2, the derivative of tanh, became a plus") {
        1 + Double.tanh($0) * Double.tanh($0)
      },
      WrongSlope("one-lost", "the 1 in 1 - y^2, the derivative of tanh, is lost") {
        -Double.tanh($0) * Double.tanh($0)
      },
      WrongSlope("of-argument", "1 - y^2, the derivative of tanh, was taken of the argument") {
        1 - $0 * $0
      },
    ]
  }
}

extension Sigmoid {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue(
        "argument-sign", "one minus sigmoid, which is 1 / (1 + exp(x)), was taken for sigmoid"
      ) { value(-$0) },
      WrongValue("one-lost", "the 1 in the denominator of sigmoid is lost") { Double.exp($0) },
      WrongValue("one-minus", "1 - exp(-x) was taken for the denominator of sigmoid") {
        1 / (1 - Double.exp(-$0))
      },
      WrongValue("reciprocal-lost", "sigmoid is upside down") { 1 + Double.exp(-$0) },
      WrongValue("exponential-twice", "the exponential counts twice in sigmoid's denominator") {
        1 / (1 + 2 * Double.exp(-$0))
      },
      WrongValue("base-2", "sigmoid was taken with the base 2") { 1 / (1 + Double.exp2(-$0)) },
      WrongValue("base-10", "sigmoid was taken with the base 10") { 1 / (1 + Double.exp10(-$0)) },
      WrongValue("tanh", "tanh was taken for sigmoid") { Double.tanh($0) },
      WrongValue("relu", "relu was taken for sigmoid") { max($0, 0) },
      WrongValue("step", "sigmoid was rounded to 0 or 1") { $0 > 0 ? 1 : 0 },
      WrongValue("sigmoid-twice", "sigmoid was taken twice") { value(value($0)) },
      WrongValue("one-in-exponent", "the 1 was put into the exponent of sigmoid") {
        1 / Double.exp(1 - $0)
      },
      WrongValue("softplus", "softplus was taken for sigmoid") { Softplus.value($0) },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("relu-rule", "the derivative of relu was taken for that of sigmoid") {
        $0 > 0 ? 1 : 0
      },
      WrongSlope("tanh-rule", "the derivative of tanh, 1 - y^2, was taken for that of sigmoid") {
        1 - value($0) * value($0)
      },
      WrongSlope("complement", "the factor y in y (1 - y), the derivative of sigmoid, is lost") {
        value(-$0)
      },
      WrongSlope("square", "y^2 was taken for y (1 - y), the derivative of sigmoid") {
        value($0) * value($0)
      },
      WrongSlope("plus", "the minus in y (1 - y), the derivative of sigmoid, became a plus") {
        value($0) * (1 + value($0))
      },
      WrongSlope("of-argument", "y (1 - y), the derivative of sigmoid, was taken of the argument") {
        $0 * (1 - $0)
      },
      WrongSlope("mixed", "one y in y (1 - y), the derivative of sigmoid, is the argument") {
        value($0) * (1 - $0)
      },
      WrongSlope("exponential", "the derivative of exp(-x) was taken for that of sigmoid") {
        -Double.exp(-$0)
      },
    ]
  }
}

extension Softplus {
  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("complement", "the sign of the argument in the derivative of softplus is flipped")
      {
        Sigmoid.value(-$0)
      }
    ]
  }
}

extension Relu {
  static var wrongValues: [WrongValue<Double>] {
    [
      WrongValue("absolute", "the magnitude was taken for relu") { $0.magnitude },
      WrongValue("reversed", "relu keeps the negative numbers") { min($0, 0) },
      WrongValue("step", "relu became a step from 0 to 1") { $0 > 0 ? 1 : 0 },
      WrongValue("leaky", "relu lets a hundredth of negative numbers through") {
        $0 > 0 ? $0 : 0.01 * $0
      },
      WrongValue("leaky", "relu lets a tenth of negative numbers through") {
        $0 > 0 ? $0 : 0.1 * $0
      },
      WrongValue("sigmoid", "sigmoid was taken for relu") { Sigmoid.value($0) },
      WrongValue("tanh", "tanh was taken for relu") { Double.tanh($0) },
    ]
  }

  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("sigmoid-rule", "the derivative of sigmoid was taken for that of relu") {
        Sigmoid.slope($0)
      },
      WrongSlope("tanh-rule", "the derivative of tanh was taken for that of relu") {
        HyperbolicTangent.slope($0)
      },
      WrongSlope("magnitude-rule", "the derivative of relu was -1 where it is 0") {
        $0 > 0 ? 1 : -1
      },
      WrongSlope("reversed", "the mask of relu is reversed") { $0 > 0 ? 0 : 1 },
    ]
      + [0.01, 0.1, 0.2].map { slope in
        WrongSlope("leaky", "the derivative of a leaky relu was taken for that of relu") {
          $0 > 0 ? 1 : slope
        }
      }
  }
}

extension Difference {
  static var wrongSlopes: [[WrongSlope]] {
    [[], [WrongSlope("sign", "the minus of a difference is lost") { _, _ in 1 }]]
  }
}

extension Product {
  static var wrongSlopes: [[WrongSlope]] {
    [true, false].map { isFirst in
      [
        WrongSlope("own", "a factor was differentiated as if it were the other one") {
          isFirst ? $0 : $1
        },
        WrongSlope("left-out", "the other factor is left out", namesOther: true) { _, _ in 1 },
        WrongSlope("value", "the product itself was taken for its derivative") { $0 * $1 },
        WrongSlope("divided", "divided by the other factor, not multiplied", namesOther: true) {
          1 / (isFirst ? $1 : $0)
        },
      ]
    }
  }
}

extension Quotient {
  static var wrongSlopes: [[WrongSlope]] {
    [
      [
        WrongSlope("divisor-lost", "the divisor is lost when its quotient is differentiated") {
          _, _ in 1
        },
        WrongSlope("multiplied", "multiplied by the divisor, not divided") { $1 },
        WrongSlope("squared", "divided by the divisor twice") { 1 / ($1 * $1) },
      ],
      [
        WrongSlope("sign", "the sign of the quotient rule is lost") { $0 / ($1 * $1) },
        WrongSlope("square-lost", "the divisor is not squared in the quotient rule") { -$0 / $1 },
        WrongSlope("numerator-lost", "the numerator is lost in the quotient rule") {
          -1 / ($1 * $1)
        },
        WrongSlope("of-numerator", "the divisor was differentiated like the numerator") { 1 / $1 },
      ],
    ]
  }
}
