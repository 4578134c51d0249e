import ArgumentParser
import Coursework
import Diagnostics

/// Refuses an option that is said and is no time with a time zone.
func requireTime(_ text: String?) throws(ValidationError) {
  guard let text, Moment(text) == nil else { return }
  throw ValidationError(
    "'\(visible(text))' is not a time with a time zone, such as 2026-11-20T23:59+01:00")
}
