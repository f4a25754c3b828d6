/// One thing that an imported catalogue does not mean as Tyk did.
public struct ImportDifference: Hashable, Sendable, Encodable {
    /// What it does to callers.
    public enum Effect: String, CaseIterable, Hashable, Sendable, Encodable {
        /// Somebody may do less than with Tyk.
        case narrower
        /// Somebody may do more than with Tyk.
        case wider
        /// Something is done in another way, or not at all, which does not change who may call what how often.
        case changed
        /// Nothing: what is left out had no effect.
        case none
    }

    /// What it does to callers.
    public let effect: Effect
    /// Whether a person has to decide, or to complete the catalogue, before it is used.
    public let needsDecision: Bool
    /// The file, as it was named; empty for what holds for the whole catalogue.
    public let file: String
    /// Where it stands in the file (RFC 6901).
    public let pointer: String
    /// What stands there, shortened; empty where that says nothing.
    public let found: String
    /// What became of it, and why.
    public let reason: String
}

extension ImportDifference: CustomStringConvertible {
    /// One line: place, effect, what was found and what became of it.
    public var description: String {
        var text = file.isEmpty ? "" : "\(file)#\(pointer): "
        text += effect.rawValue
        if needsDecision { text += ", decide" }
        text += ": "
        if !found.isEmpty { text += "\(found): " }
        return text + reason
    }
}
