import TollgateRegistrar

/// The report of verifying a provider.
struct VerificationReport: Encodable {
    /// One member of the probe's metadata.
    struct Difference: Encodable {
        var member: String
        var asked: JSONValue?
        var granted: JSONValue?
    }

    var usable: Bool
    var issuer: String
    var registrationEndpoint: String
    var shortfall: String?
    var warnings: [String]
    var differences: [Difference]
    var leftBehind: String?

    init(_ verification: ProviderVerification) {
        usable = verification.isUsable
        issuer = verification.profile.issuer
        registrationEndpoint = verification.profile.registrationEndpoint
        shortfall = verification.shortfall?.description
        warnings = verification.warnings.map(\.description)
        differences = verification.differences.map {
            Difference(member: $0.member, asked: $0.asked, granted: $0.granted)
        }
        leftBehind = verification.leftBehind
    }

    /// For a person: the verdict first, then what was different.
    var lines: [String] {
        var lines = ["\(usable ? "usable" : "NOT USABLE"): \(issuer), registration at \(registrationEndpoint)"]
        if let shortfall { lines.append("shortfall: \(shortfall)") }
        if let leftBehind {
            lines.append("left behind: the probe could not be deleted; `reconcile` tries again, record \(leftBehind)")
        }
        lines += warnings.map { "warning: \($0)" }
        guard !differences.isEmpty else { return lines }
        return lines
            + TextTable.lines(
                [["MEMBER", "ASKED", "GRANTED"]]
                    + differences.map { [$0.member, Self.shown($0.asked), Self.shown($0.granted)] })
    }

    private static func shown(_ value: JSONValue?) -> String {
        value.map { String(decoding: $0.text, as: UTF8.self) } ?? "-"
    }
}
