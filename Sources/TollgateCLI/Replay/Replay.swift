import Tollgate
import TollgateCatalogue

/// Decides about recorded requests by another catalogue, and compares.
struct Replay {
    /// The effect of another catalogue on a client.
    enum Effect: String, CaseIterable {
        /// Requests that passed are refused.
        case refused
        /// Requests that passed are above a limit.
        case limited
        /// Requests that were refused pass.
        case admitted
    }

    /// Requests of one client, with the products and the plans of their scopes, that fared alike.
    struct Case: Hashable {
        let products: [String]
        let plans: [String]
        let issuer: String
        let client: String
        let before: String
        let after: String

        /// The change; `nil` where the request passes, or is refused, as before.
        var effect: Effect? {
            switch (before == DecisionRecord.admitted, after == DecisionRecord.admitted) {
            case (true, true), (false, false): nil
            case (false, true): .admitted
            case (true, false): Replay.limitCodes.contains(after) ? .limited : .refused
            }
        }
    }

    private static let limitCodes: Set<String> = [
        Rejection.concurrencyExceeded.code, Rejection.rateExceeded.code, Rejection.quotaExceeded.code,
    ]

    /// The outcome of a request that no API is for.
    private static let noAPI = "not_found"

    /// The number of requests of each case.
    private(set) var counts: [Case: Int] = [:]

    private let new: Gate
    /// `nil` compares with what was recorded.
    private let old: Gate?
    private var clock = ReplayClock()
    /// The products and the plans that each scope stands for, in either catalogue.
    private let products: [String: Set<String>]
    private let plans: [String: Set<String>]

    /// A replay.
    ///
    /// - Parameters:
    ///   - new: The catalogue to decide by.
    ///   - old: The one to compare with; `nil` compares with what was recorded.
    /// - Throws: `CatalogueErrors` where a catalogue cannot be used.
    init(new: Catalogue, old: Catalogue?) throws(CatalogueErrors) {
        self.new = try Self.gate(new)
        self.old = if let old { try Self.gate(old) } else { nil }
        let sources = [new, old].compactMap { $0 }
        products = Self.byScope(sources.flatMap { $0.products.map { ($0.id, $0.scopes) } })
        plans = Self.byScope(sources.flatMap { $0.plans.map { ($0.id, $0.scopes) } })
    }

    /// A gate for a catalogue.
    ///
    /// What the registrar has granted is not recorded: the scopes of the tokens count.
    private static func gate(_ source: Catalogue) throws(CatalogueErrors) -> Gate {
        Gate(catalogue: try CompiledCatalogue(source), registeredClients: .everyClient())
    }

    private static func byScope(_ bundles: [(id: String, scopes: [String])]) -> [String: Set<String>] {
        bundles.reduce(into: [:]) { names, bundle in
            for scope in bundle.scopes { names[scope, default: []].insert(bundle.id) }
        }
    }

    /// Decides about the next request; they must come in the order in which they were recorded, for limits to count.
    mutating func add(_ record: DecisionRecord) {
        let instant = clock.instant(of: record)
        let after = Self.outcome(of: record, by: new, at: instant)
        let before = old.map { Self.outcome(of: record, by: $0, at: instant) } ?? record.outcome
        let place = Case(
            products: Set(record.scopes.flatMap { products[$0] ?? [] }).sorted(),
            plans: Set(record.scopes.flatMap { plans[$0] ?? [] }).sorted(), issuer: record.issuer,
            client: record.client, before: before, after: after)
        counts[place, default: 0] += 1
    }

    private static func outcome(of record: DecisionRecord, by gate: Gate, at instant: Instant) -> String {
        do throws(PathFault) {
            // Which host was asked is not recorded; it was one of the API.
            let host = gate.catalogue.api(named: record.api)?.exampleHost
            let path = try gate.catalogue.path(target: record.path, host: host)
            guard let api = gate.catalogue.api(for: path, host: host) else { return noAPI }
            if api.isPublic(method: record.method, path: path) { return DecisionRecord.admitted }
            switch gate.decide(
                claims: record.claims, GateRequest(api: api, method: record.method, path: path), at: instant)
            {
            case .admit(let pass):
                // Nobody recorded when the response ended, so it ends at once.
                pass.finish()
                return DecisionRecord.admitted
            case .reject(let rejection, _): return rejection.code
            case .waiting: return Rejection.keysUnavailable.code
            }
        } catch {
            return error.rejection.code
        }
    }
}
