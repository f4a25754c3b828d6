import TollgateTesting

extension SeededGenerator {
    /// One of the elements of a list that is not empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// A number from 0 on and below `bound`, which is at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// Whether something with a probability of one in `count` happens.
    mutating func oneIn(_ count: Int) -> Bool {
        below(count) == 0
    }
}
