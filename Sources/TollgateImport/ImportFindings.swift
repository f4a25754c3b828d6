/// Collects the differences while files are read and turned into a catalogue.
final class ImportFindings {
    /// A file of thousands of policies can have one for each, but no more are told.
    static let maximumCount = 100_000

    private(set) var differences: [ImportDifference] = []
    private var known: Set<ImportDifference> = []

    func add(
        _ effect: ImportDifference.Effect, decide: Bool = false, at node: TykNode?, in file: String,
        found: String? = nil, _ reason: String
    ) {
        let difference = ImportDifference(
            effect: effect, needsDecision: decide, file: file, pointer: node?.pointer ?? "",
            found: found ?? node.map { $0.summary } ?? "", reason: reason)
        guard differences.count < Self.maximumCount, known.insert(difference).inserted else { return }
        differences.append(difference)
    }

    /// Adds what holds for the whole catalogue.
    func addGeneral(_ effect: ImportDifference.Effect, decide: Bool = false, _ reason: String) {
        add(effect, decide: decide, at: nil, in: "", reason)
    }
}
