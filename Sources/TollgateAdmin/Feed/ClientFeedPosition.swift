/// How far a gate has followed the feed: what an event's `id` says.
struct ClientFeedPosition: Hashable, Sendable, CustomStringConvertible {
    /// What products and plans stood for when the gate was told.
    ///
    /// It is made of the catalogue alone, so that a registrar which starts again with the same file resumes, and one with
    /// another file tells everything anew.
    var generation: String
    /// The number of the last change that the gate was told of; 0 for none.
    var sequence: Int64

    /// A position.
    init(generation: String, sequence: Int64) {
        self.generation = generation
        self.sequence = sequence
    }

    /// The position of an `id`; `nil` for a text that is none.
    init?(_ id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[1]), sequence > 0 else { return nil }
        self.init(generation: String(parts[0]), sequence: sequence)
    }

    /// The `id`.
    var description: String { "\(generation)-\(sequence)" }
}
