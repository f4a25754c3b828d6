/// A step of the story that did not go as it should.
struct StoryFailure: Error, CustomStringConvertible {
    let step: String
    let expected: String
    let found: String

    var description: String { "the step “\(step)” went wrong: expected \(expected), got \(found)" }
}
