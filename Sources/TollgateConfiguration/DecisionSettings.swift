/// The file in which a gateway records its decisions.
package struct DecisionSettings: Hashable, Sendable {
    /// The file, to which each decision adds one line.
    package var file: String
    /// Whether clients and subjects are hashed in it.
    ///
    /// Default: no.
    package var hashesClients: Bool

    /// Settings with these values.
    package init(file: String, hashesClients: Bool = false) {
        self.file = file
        self.hashesClients = hashesClients
    }
}
