import TollgateCatalogue

/// The time after its confirmed deletion for which a client can have a token that is not refused for its age, by
/// issuer.
///
/// A token that the issuer handed out last lasts `max_token_lifetime`. Twice `clock_skew` is added: the issuer's clock
/// may have been ahead when it wrote `iat`, and the gate accepts a token that long after `exp`.
struct DenialTerms: Hashable, Sendable {
    private var seconds: [[UInt8]: Int64] = [:]

    /// The terms of a catalogue's issuers.
    init(_ catalogue: Catalogue) {
        var endless: Set<[UInt8]> = []
        for issuer in catalogue.issuers {
            let skew = max(issuer.clockSkewSeconds, 0).multipliedReportingOverflow(by: 2)
            let sum = skew.partialValue.addingReportingOverflow(max(issuer.maximumTokenLifetimeSeconds ?? 0, 0))
            // Two entries of the catalogue can have one `iss`; the longer one counts.
            seconds[issuer.issuer.exact] = max(seconds[issuer.issuer.exact] ?? 0, sum.partialValue)
            if (issuer.maximumTokenLifetimeSeconds ?? 0) <= 0 || skew.overflow || sum.overflow {
                endless.insert(issuer.issuer.exact)
            }
        }
        for issuer in endless { seconds[issuer] = nil }
    }

    /// The seconds for one issuer; `nil` where tokens may last for ever, or it is not known.
    subscript(issuer: String) -> Int64? { seconds[issuer.exact] }

    /// Whether a client has no token left.
    ///
    /// - Parameters:
    ///   - issuer: The issuer of its tokens.
    ///   - confirmation: The time at which its deletion was confirmed, in Unix seconds.
    ///   - now: The time in Unix seconds.
    /// - Returns: `false` also where it is not known.
    func areOver(issuer: String, since confirmation: Int64, at now: Int64) -> Bool {
        guard let seconds = seconds[issuer.exact], confirmation >= 0, now > confirmation else { return false }
        return now - confirmation > seconds
    }
}
