/// A number of places, and how many of them are taken.
struct Occupancy {
    private let maximum: Int
    private(set) var taken = 0

    /// Places of which none is taken.
    ///
    /// - Parameter maximum: Their number; 1 at least.
    init(maximum: Int) {
        self.maximum = max(1, maximum)
    }

    /// Takes a place.
    ///
    /// - Returns: Whether there was one.
    mutating func take() -> Bool {
        guard taken < maximum else { return false }
        taken += 1
        return true
    }

    /// Gives a place back.
    mutating func give() { taken -= 1 }
}
