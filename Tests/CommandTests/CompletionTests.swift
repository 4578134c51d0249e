import TestSupport
import Testing

/// What a shell offers, by the script that the command writes for it.
@Suite struct CompletionTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try FreshFolder()
    try define()
    try folder.write("student\nada\nRené B\n", to: "roster.csv")
    try folder.write(
      try Tool.run(["--generate-completion-script", "bash"], in: folder.path).output,
      to: "completion.bash")
    try folder.write(
      """
      source completion.bash
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      _nabla "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """, to: "complete.sh")
  }

  @Test(arguments: [
    (["check", ""], ["small"]), (["show", ""], ["ada", "René B"]),
    (["show", "ada", ""], ["small"]),
    (["answers-of", "small.p"], ["small.p.d", "small.p.e"]),
    (["adjust", "small.p.e"], ["small.p.e"]), (["key", "small", "--student", "a"], ["ada"]),
    (["new", "mine", "--from", "layer"], ["layer-norm"]),
  ])
  func idsAreOffered(_ words: [String], _ offered: [String]) throws {
    let text = try Tool.run("/bin/bash", ["complete.sh", Tool.path] + words, in: folder.path)
      .output
    #expect(text.split(separator: "\n").map(String.init) == offered)
  }
}
