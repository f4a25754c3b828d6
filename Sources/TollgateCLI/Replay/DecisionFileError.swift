/// Decisions cannot be recorded where they should.
struct DecisionFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "decisions cannot be recorded in \(path): \(reason)" }
}
