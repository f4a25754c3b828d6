/// Why a JSON object does not describe what it should: which member, what is there, and what would be right.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words for a person; never a secret.
    public let description: String

    init(_ problem: Problem) {
        description = problem.detail
    }
}
