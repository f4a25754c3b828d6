/// The steps from the nodes of a tree of paths, by literal segments.
struct PathSteps: Sendable {
    /// A segment, by its place in a list of texts, after a node.
    private struct Step: Sendable {
        let node: Int32
        let segment: Int32
        /// The node that it leads to; -1 in a free slot.
        let next: Int32
    }

    /// A power of two, at most half full.
    private let slots: [Step]

    /// A table of these steps.
    init(_ steps: [(node: Int, segment: Int, next: Int)]) {
        var size = 4
        while size < steps.count * 2 { size *= 2 }
        var slots = [Step](repeating: Step(node: -1, segment: -1, next: -1), count: size)
        for step in steps {
            var slot = Self.hash(step.node, step.segment) & (size - 1)
            while slots[slot].next >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Step(
                node: Int32(truncatingIfNeeded: step.node), segment: Int32(truncatingIfNeeded: step.segment),
                next: Int32(truncatingIfNeeded: step.next))
        }
        self.slots = slots
    }

    /// Returns the node that a segment leads to, or `nil`.
    func step(from node: Int, by segment: Int) -> Int? {
        var slot = Self.hash(node, segment) & (slots.count - 1)
        while slots[slot].next >= 0 {
            if slots[slot].node == node, slots[slot].segment == segment { return Int(slots[slot].next) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func hash(_ node: Int, _ segment: Int) -> Int {
        let key = UInt64(truncatingIfNeeded: node) << 32 | UInt64(truncatingIfNeeded: segment)
        let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
    }
}
