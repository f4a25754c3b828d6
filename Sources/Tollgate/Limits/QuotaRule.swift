/// A quota as a policy sets it, prepared once and shared by the counts of all clients.
final class QuotaRule: Sendable {
    let place: CounterPlace
    let shape: QuotaShape

    init(place: CounterPlace, shape: QuotaShape) {
        self.place = place
        self.shape = shape
    }

    /// Whether a count of this rule is one of the other as well.
    func isSame(as other: QuotaRule) -> Bool {
        self === other || (place == other.place && shape == other.shape)
    }
}
