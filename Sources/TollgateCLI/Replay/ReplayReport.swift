/// The report of `tollgate replay`.
struct ReplayReport: Encodable {
    /// The requests with some products and plans.
    struct Row: Encodable {
        let products: [String]
        let plans: [String]
        let clients: Int
        let requests: Int
        /// The numbers of clients that are refused, limited and newly admitted.
        let refused: Int
        let limited: Int
        let admitted: Int
    }

    /// A client for which something changes.
    struct Change: Encodable {
        let effect: String
        let products: [String]
        let plans: [String]
        let issuer: String
        let client: String
        let requests: Int
        let before: String
        let after: String

        /// The order of the list of changes.
        fileprivate var order: [String] {
            [products.joined(separator: "+"), plans.joined(separator: "+"), issuer, client, before, after]
        }
    }

    let requests: Int
    let clients: Int
    let rows: [Row]
    let changes: [Change]

    init(_ counts: [Replay.Case: Int]) {
        requests = counts.values.reduce(0, +)
        clients = Set(counts.keys.map { [$0.issuer, $0.client] }).count
        let groups = Dictionary(grouping: counts.keys) { [$0.products, $0.plans] }
        rows = groups.map { bundles, cases in
            func clients(_ effect: Replay.Effect?) -> Int {
                Set(cases.filter { effect == nil || $0.effect == effect }.map { [$0.issuer, $0.client] }).count
            }
            return Row(
                products: bundles[0], plans: bundles[1], clients: clients(nil),
                requests: cases.reduce(0) { $0 + (counts[$1] ?? 0) }, refused: clients(.refused),
                limited: clients(.limited), admitted: clients(.admitted))
        }.sorted { Self.joined($0.products + $0.plans) < Self.joined($1.products + $1.plans) }
        changes = Replay.Effect.allCases.flatMap { effect in
            counts.filter { $0.key.effect == effect }.map { place, count in
                Change(
                    effect: effect.rawValue, products: place.products, plans: place.plans, issuer: place.issuer,
                    client: place.client, requests: count, before: place.before, after: place.after)
            }.sorted { $0.order.lexicographicallyPrecedes($1.order) }
        }
    }

    /// Whether a client is worse off.
    var takesAway: Bool { changes.contains { $0.effect != Replay.Effect.admitted.rawValue } }

    /// The report for people.
    var text: String {
        var lines = ["\(requests) requests of \(clients) clients", ""]
        lines += TextTable.lines(
            [["product", "plan", "requests", "clients", "refused", "limited", "newly admitted"]]
                + rows.map { row in
                    [Self.joined(row.products), Self.joined(row.plans)]
                        + [row.requests, row.clients, row.refused, row.limited, row.admitted].map { "\($0)" }
                }, numbersFrom: 2)
        for effect in Replay.Effect.allCases {
            let changes = changes.filter { $0.effect == effect.rawValue }
            guard !changes.isEmpty else { continue }
            lines += ["", effect == .admitted ? "newly admitted" : effect.rawValue]
            lines += TextTable.lines(
                changes.map { change in
                    [
                        "  \(change.client)", Self.joined(change.products), Self.joined(change.plans),
                        "\(change.requests) \(change.requests == 1 ? "request" : "requests")",
                        "\(change.before) → \(change.after)",
                    ]
                })
        }
        if changes.isEmpty { lines += ["", "nobody is refused, limited or newly admitted"] }
        return lines.joined(separator: "\n")
    }

    private static func joined(_ names: [String]) -> String { names.isEmpty ? "-" : names.joined(separator: "+") }
}
