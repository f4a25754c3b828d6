/// A path pattern and the methods that may be used on it.
public struct PathRule: Hashable, Sendable {
    /// Which paths the rule is about.
    public var pattern: PathPattern
    /// The methods, in capitals and compared exactly (RFC 9110 §9.1); `nil` means every method.
    public var methods: [String]?

    /// A rule with these parts.
    public init(pattern: PathPattern, methods: [String]? = nil) {
        self.pattern = pattern
        self.methods = methods
    }

    /// Whether the rule opens `method` on the segments of a normalised path.
    public func matches(method: String, segments: ArraySlice<Substring>) -> Bool {
        if let methods, !methods.contains(method) { return false }
        return pattern.matches(segments)
    }
}
