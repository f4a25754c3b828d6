/// One thing that an imported catalogue does not mean as Tyk did.
package struct ImportDifference: Hashable, Sendable, Encodable {
    /// The effect on callers.
    package enum Effect: String, CaseIterable, Hashable, Sendable, Encodable {
        /// A caller may do less than with Tyk.
        case narrower
        /// A caller may do more than with Tyk.
        case wider
        /// Something is done in another way, or not at all, with no change to the calls that clients may make.
        case changed
        /// Nothing: what is left out had no effect.
        case none
    }

    /// The effect on callers.
    package let effect: Effect
    /// Whether a person has to decide, or to complete the catalogue, before it is used.
    package let needsDecision: Bool
    /// The file, as it was named; empty for what holds for the whole catalogue.
    package let file: String
    /// The place in the file (RFC 6901).
    package let pointer: String
    /// The text there, shortened; empty where that says nothing.
    package let found: String
    /// The outcome, and the reason for it.
    package let reason: String
}

extension ImportDifference: CustomStringConvertible {
    /// One line: place, effect, what was found and what became of it.
    package var description: String {
        var text = file.isEmpty ? "" : "\(file)#\(pointer): "
        text += effect.rawValue
        if needsDecision { text += ", decide" }
        text += ": "
        if !found.isEmpty { text += "\(found): " }
        return text + reason
    }
}
