internal import NIOCore

/// Parts of requests that have come before it is their turn, in their order and within a bound.
struct HeldParts<Part> {
    /// A thing that has come.
    enum Item {
        case part(Part)
        /// The client will send nothing more.
        case inputClosed
    }

    /// The bytes that a part or a field takes beyond those of its texts.
    static var overhead: Int { 128 }

    private let maximumBytes: Int
    private var items = CircularBuffer<(item: Item, bytes: Int)>()
    private var bytes = 0

    /// Nothing, with room for so many bytes.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    var isEmpty: Bool { items.isEmpty }

    /// Appends something.
    ///
    /// - Parameters:
    ///   - item: The thing that has come.
    ///   - size: The bytes that it keeps in memory.
    /// - Returns: Whether there was room for it.
    mutating func append(_ item: Item, size: Int) -> Bool {
        let size = size + Self.overhead
        guard bytes + size <= maximumBytes else { return false }
        bytes += size
        items.append((item, size))
        return true
    }

    /// Takes the first one out.
    mutating func popFirst() -> Item? {
        guard let first = items.popFirst() else { return nil }
        bytes -= first.bytes
        return first.item
    }

    /// Forgets all.
    mutating func removeAll() {
        items.removeAll()
        bytes = 0
    }
}
