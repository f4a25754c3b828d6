/// The open paths and methods of an API: a set of the rules in its ``PathTree``.
struct PathAccess: Hashable, Sendable {
    /// Whether no rule restricts it.
    private(set) var isEverything = false
    /// A bit for each open rule.
    private var bits: [UInt64] = []

    /// Adds what a policy opens; everything absorbs the rest.
    mutating func insert(_ opening: PathOpening) {
        switch opening {
        case .everything:
            isEverything = true
            bits = []
        case .rules(let numbers):
            guard !isEverything, let last = numbers.last else { return }
            let words = Int(last) >> 6 + 1
            if bits.count < words { bits += Array(repeating: 0, count: words - bits.count) }
            for number in numbers { bits[Int(number) >> 6] |= 1 << UInt64(number & 63) }
        }
    }

    /// Takes rules out.
    mutating func remove(_ numbers: some Sequence<Int32>) {
        for number in numbers where Int(number) >> 6 < bits.count {
            bits[Int(number) >> 6] &= ~(1 << UInt64(number & 63))
        }
    }

    /// Whether a rule is open.
    func contains(_ number: Int) -> Bool {
        let word = number >> 6
        return word < bits.count && bits[word] >> UInt64(number & 63) & 1 == 1
    }
}
