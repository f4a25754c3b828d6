/// The names that a reference may have, and the message for a reference that has another one.
struct KnownNames {
    /// A message tells at most this many.
    private static let maximumShown = 20

    private let names: Set<String>
    /// The names as messages list them; made once, for a catalogue may have many wrong references.
    let list: String

    init(_ names: some Sequence<String>) {
        self.names = Set(names)
        let shown = self.names.sorted().prefix(Self.maximumShown)
        let more = self.names.count > shown.count ? " and \(self.names.count - shown.count) more" : ""
        list = shown.isEmpty ? "there is none" : "known: \(shown.joined(separator: ", "))\(more)"
    }

    func contains(_ name: String) -> Bool { names.contains(name) }
}
