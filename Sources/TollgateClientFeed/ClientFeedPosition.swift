/// The position up to which a gate has followed the feed, as in an event's `id`.
package struct ClientFeedPosition: Hashable, Sendable, CustomStringConvertible {
    /// A change in the history of the registrar's books.
    ///
    /// Books that were restored from a backup give the numbers after the backup out again, for other changes; the mark
    /// tells them apart.
    package struct Point: Hashable, Sendable {
        /// The beginning, before any change.
        package static let start = Point(sequence: 0, mark: 0)

        /// The number of the change.
        package var sequence: Int64
        /// A random number that was drawn with the change; not negative.
        package var mark: Int64

        /// A point with these parts.
        package init(sequence: Int64, mark: Int64) {
            self.sequence = sequence
            self.mark = mark
        }
    }

    /// The part to be told again, since products or plans came to stand for something else: the records whose last
    /// change has a number in between.
    package struct Rest: Hashable, Sendable {
        /// The number up to which everything has been told again.
        package var told: Int64
        /// The last number that has to be told again; later ones are news.
        package var end: Int64

        /// The numbers above the first, up to the last.
        package init(told: Int64, end: Int64) {
            self.told = told
            self.end = end
        }
    }

    /// The fingerprint of the meaning of products and plans.
    ///
    /// It is made of the catalogue alone, so that a registrar which starts again with the same file resumes, and one
    /// with another file tells everything again.
    package var generation: String
    /// The last change that the gate was told of.
    package var point: Point
    /// The part that the gate was told when products and plans stood for something else; `nil` for nothing.
    package var rest: Rest?

    /// A position.
    package init(generation: String, point: Point, rest: Rest? = nil) {
        self.generation = generation
        self.point = point
        self.rest = rest
    }

    /// The position of an `id`; `nil` for a text that is none.
    package init?(_ id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { Int64($0) }
        guard [3, 5].contains(parts.count), numbers.count == parts.count - 1, numbers.allSatisfy({ $0 >= 0 }),
            numbers[0] > 0
        else { return nil }
        self.init(generation: String(parts[0]), point: Point(sequence: numbers[0], mark: numbers[1]))
        guard numbers.count == 4 else { return }
        guard numbers[2] < numbers[3], numbers[3] <= numbers[0] else { return nil }
        rest = Rest(told: numbers[2], end: numbers[3])
    }

    /// The `id`.
    package var description: String {
        "\(generation)-\(point.sequence)-\(point.mark)" + (rest.map { "-\($0.told)-\($0.end)" } ?? "")
    }
}
