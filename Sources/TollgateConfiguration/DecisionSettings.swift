/// Where a gateway records its decisions.
public struct DecisionSettings: Hashable, Sendable {
    /// The file, to which each decision adds one line.
    public var file: String
    /// Whether clients and subjects are hashed in it.
    ///
    /// Default: no.
    public var hashesClients: Bool

    /// Settings with these values.
    public init(file: String, hashesClients: Bool = false) {
        self.file = file
        self.hashesClients = hashesClients
    }
}
