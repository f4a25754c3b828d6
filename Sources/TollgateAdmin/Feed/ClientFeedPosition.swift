internal import TollgateRegistrar

/// How far a gate has followed the feed: what an event's `id` says.
struct ClientFeedPosition: Hashable, Sendable, CustomStringConvertible {
    /// What has to be told again, since products or plans came to stand for something else: the records whose last change
    /// has a number in between.
    struct Rest: Hashable, Sendable {
        /// The number up to which everything has been told again.
        var told: Int64
        /// The last number that has to be told again; later ones are news.
        var end: Int64
    }

    /// What products and plans stand for.
    ///
    /// It is made of the catalogue alone, so that a registrar which starts again with the same file resumes, and one with
    /// another file tells everything anew.
    var generation: String
    /// The last change that the gate was told of.
    var point: ClientChangePoint
    /// What the gate was told when products and plans stood for something else; `nil` for nothing.
    var rest: Rest?

    /// A position.
    init(generation: String, point: ClientChangePoint, rest: Rest? = nil) {
        self.generation = generation
        self.point = point
        self.rest = rest
    }

    /// The position of an `id`; `nil` for a text that is none.
    init?(_ id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { Int64($0) }
        guard [3, 5].contains(parts.count), numbers.count == parts.count - 1, numbers.allSatisfy({ $0 >= 0 }),
            numbers[0] > 0
        else { return nil }
        self.init(generation: String(parts[0]), point: ClientChangePoint(sequence: numbers[0], mark: numbers[1]))
        guard numbers.count == 4 else { return }
        guard numbers[2] < numbers[3], numbers[3] <= numbers[0] else { return nil }
        rest = Rest(told: numbers[2], end: numbers[3])
    }

    /// The `id`.
    var description: String {
        "\(generation)-\(point.sequence)-\(point.mark)" + (rest.map { "-\($0.told)-\($0.end)" } ?? "")
    }
}
