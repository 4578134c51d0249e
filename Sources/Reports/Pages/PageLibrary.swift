internal import Diagnostics
internal import Foundation
internal import Mustache

/// What a template is filled with; names that begin with a dot in a template are those of the innermost item alone.
typealias PageFields = [String: Any]

/// The pages, from their templates: text is made visible and escaped as it is put in.
enum PageLibrary {
  /// A page.
  enum Page: String, CaseIterable {
    case student, handout, attempt, overview, `class`, course
  }

  /// Fills a page in.
  ///
  /// - Parameters:
  ///   - page: Which one.
  ///   - fields: Its fields: text, flags, lists of fields; what ends in `Markup` was made by this program.
  /// - Returns: The file's bytes.
  static func render(_ page: Page, _ fields: PageFields) -> [UInt8] {
    var fields = fields
    fields["styleMarkup"] = style
    return Array((library.render(fields, withTemplate: page.rawValue) ?? "").utf8)
  }

  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(VisibleMarkup(), named: "VISIBLE")
    let texts: [String: [UInt8]] = [
      "student": PackageResources.student_mustache, "handout": PackageResources.handout_mustache,
      "attempt": PackageResources.attempt_mustache,
      "overview": PackageResources.overview_mustache, "class": PackageResources.class_mustache,
      "course": PackageResources.course_mustache, "histogram": PackageResources.histogram_mustache,
      "mistake": PackageResources.mistake_mustache,
      "sorting": PackageResources.sorting_mustache,
      "head": PackageResources.head_mustache, "problems": PackageResources.problems_mustache,
      "part": PackageResources.part_mustache, "map": PackageResources.map_mustache,
      "place": PackageResources.place_mustache,
      "command": PackageResources.command_mustache, "copying": PackageResources.copying_mustache,
    ]
    // A template that cannot be read would be a fault of the program: a test reads all of them.
    return MustacheLibrary(
      templates: texts.compactMapValues { bytes in
        try? MustacheTemplate(
          string: "{{% CONTENT_TYPE:VISIBLE }}" + String(decoding: bytes, as: UTF8.self))
      })
  }()

  private static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
}

/// Text between tags and in quoted attributes.
///
/// The library's own escaping looks at characters: a quotation mark with a combining accent is one, and would pass.
private struct VisibleMarkup: MustacheContentType {
  func escapeText(_ text: String) -> String {
    if text.utf8.allSatisfy({ VisibleMarkup.plain.contains($0) }) { return text }
    var result = ""
    for scalar in visible(text, keeping: ["\n"]).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;()[]/+-=_%!?*\n".utf8)
}
