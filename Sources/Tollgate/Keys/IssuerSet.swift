/// The issuers whose tokens an API accepts.
///
/// APIs of one catalogue that accept the same issuers share it, and what is remembered for it.
final class IssuerSet: Sendable {
    /// Their slots in the key store, in ascending order.
    let slots: [IssuerSlot]
    /// For each place in the catalogue, whether the issuer there is one of them.
    let isAdmitted: [Bool]
    /// Every `typ` that one of them gives its access tokens.
    let acceptedTypes: Set<TokenType>
    /// Tells the sets of a catalogue apart where it matters little if two have the same.
    let number: UInt64

    /// The issuers at these places of a catalogue.
    ///
    /// - Parameters:
    ///   - places: Their places; one that is named twice counts once.
    ///   - issuers: All issuers of the catalogue.
    ///   - number: The number that tells the set from others.
    init(_ places: some Collection<Int>, of issuers: [CompiledIssuer], number: Int) {
        var isAdmitted = [Bool](repeating: false, count: issuers.count)
        for place in places { isAdmitted[place] = true }
        self.isAdmitted = isAdmitted
        let members = Set(places).map { issuers[$0] }
        slots = members.map(\.slot).sorted { $0.index < $1.index }
        acceptedTypes = members.reduce(into: []) { $0.formUnion($1.tokenTypes) }
        self.number = UInt64(truncatingIfNeeded: number)
    }

    /// Whether the issuer with this slot is one of them.
    func contains(_ slot: IssuerSlot) -> Bool {
        slots.binarySearch { $0.index < slot.index }.map { $0 == slot } ?? false
    }
}

extension Array {
    /// The first element that does not come before what is looked for.
    ///
    /// - Parameter comesBefore: Whether an element does; once it is `false` it stays so for all that follow.
    /// - Returns: The element, or `nil` where all come before.
    func binarySearch(_ comesBefore: (Element) -> Bool) -> Element? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if comesBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low < count ? self[low] : nil
    }
}
