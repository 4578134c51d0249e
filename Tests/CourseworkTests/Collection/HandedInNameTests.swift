import TestSupport
import Testing

@testable import Coursework

/// Names of files as browsers and learning systems change them, and whose they are.
@Suite struct HandedInNameTests {
  private let names = HandedInName(parts: ["conv-1.dL_dW", "softmax.P"])

  @Test(arguments: [
    ("answers.json", "answers.json"), ("Answers.JSON", "answers.json"),
    ("answers-2.json", "answers.json"), ("answers (1).json", "answers.json"),
    ("answers(12).json", "answers.json"), ("answers.json.txt", "answers.json"),
    ("answers-2 (1).json.txt", "answers.json"), ("answers_3.npz", "answers.npz"),
    ("softmax.P-1.csv", "softmax.P.csv"), ("conv-1.dL_dW.csv", "conv-1.dL_dW.csv"),
    ("conv-1.dL_dW-2.npy", "conv-1.dL_dW.npy"),
    // What is no file of answers is left as it is.
    ("report-2.pdf", "report-2.pdf"), ("mine-2.json", "mine-2.json"), ("-2.json", "-2.json"),
    ("(1).json", "(1).json"), ("answers-20261120.json", "answers-20261120.json"), ("", ""),
    ("notes.txt", "notes.txt"), ("answers-.json", "answers-.json"),
  ])
  func namesAreUndone(_ name: String, _ meant: String) {
    #expect(names.meant(by: name) == meant)
  }

  @Test(arguments: [
    ("lovelaceada_4711_88_answers.json", "canvas id 4711", false, "answers.json"),
    ("lovelaceada_LATE_4711_88_answers-2.json", "canvas id 4711", true, "answers-2.json"),
    ("van_der_bergjan_4711_88_my_file.json", "canvas id 4711", false, "my_file.json"),
    ("smith2_4711_88_a.json", "canvas id 4711", false, "a.json"),
    // The name of a student may be made to look like somebody else's number.
    ("ada_4712_4711_88_answers.json", "name ada_4712_4711_88", false, "answers.json"),
    ("x_1_2_ada_LATE_4711_88_answers.json", "name x_1_2_ada_LATE_4711_88", false, "answers.json"),
    ("anon_x7Kp2_88_answers.json", "name anon_x7Kp2", false, "answers.json"),
    ("anon_LATE_x7Kp2_88_answers.json", "name anon_x7Kp2", true, "answers.json"),
  ])
  func canvasNames(_ text: String, _ user: String, _ isLate: Bool, _ file: String) throws {
    let name = try #require(CanvasDownload.name(text))
    #expect(name.user.description == user && name.isLate == isLate && name.file == file)
  }

  @Test(arguments: [
    "answers.json", "lovelaceada_4711_answers.json", "lovelaceada_4711_text.html", "4711_88", "",
    "a_4711_88_", "_",
  ])
  func otherNamesAreNotOfCanvas(_ text: String) { #expect(CanvasDownload.name(text) == nil) }

  @Test(arguments: [
    ("Ada Lovelace_123_assignsubmission_file_", "123", ""),
    ("Ada Lovelace_123_assignsubmission_file", "123", ""),
    ("Group 1-Ada_123_assignsubmission_file_answers_final.json", "123", "answers_final.json"),
    ("Participant_123_assignsubmission_onlinetext_onlinetext.html", "123", "onlinetext.html"),
  ])
  func moodleNames(_ text: String, _ participant: String, _ rest: String) throws {
    let name = try #require(MoodleDownload.name(text))
    #expect(name.participant == participant && name.rest == rest)
  }

  @Test(arguments: ["Ada_x_assignsubmission_file_", "Ada_1", "Ada_1_assignfeedback_file_a", ""])
  func otherNamesAreNotOfMoodle(_ text: String) { #expect(MoodleDownload.name(text) == nil) }

  @Test(arguments: [
    ("2026-11-20 23:14", "+01:00", "2026-11-20T22:14:00Z"),
    ("Friday, 20 November 2026, 11:14 PM", "Europe/Berlin", "2026-11-20T22:14:00Z"),
    ("20 Nov 2026, 12:05 am", "UTC", "2026-11-20T00:05:00Z"),
    ("Monday, 1 July 2026, 9:00 AM", "Europe/Berlin", "2026-07-01T07:00:00Z"),
    // A time that clocks show twice is the earlier one; one that they skip is the hour after it.
    ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
    ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"),
  ])
  func localTimes(_ text: String, _ zone: String, _ moment: String) throws {
    let zone = try #require(TimeTableZone(zone))
    let told = try #require(LocalTime(text)?.moment(in: zone, prefersLater: false))
    #expect(told.moment == Moment(moment) && Moment(told.text) == told.moment)
  }

  @Test(arguments: [
    "yesterday", "2026-11-20", "23:14", "20/11/2026 23:14", "Freitag, 20. November 2026",
    "13:00 PM 20 November 2026", "2026-02-30 10:00", "", "1 2 3 4:5",
  ])
  func otherTimesAreNone(_ text: String) { #expect(LocalTime(text) == nil) }

  @Test(arguments: ["Berlin", "+1", "+25:00", "CET5", "", "Europe/Nowhere"])
  func otherZonesAreNone(_ text: String) { #expect(TimeTableZone(text) == nil) }
}
