/// A rate as a policy sets it, prepared once and shared by the buckets of all clients.
final class RateRule: Sendable {
    let place: CounterPlace
    let shape: RateShape

    init(place: CounterPlace, shape: RateShape) {
        self.place = place
        self.shape = shape
    }

    /// Whether a bucket of this rule is one of the other as well.
    func isSame(as other: RateRule) -> Bool {
        self === other || (place == other.place && shape == other.shape)
    }
}
