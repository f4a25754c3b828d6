import Tollgate
import TollgateCatalogue
import TollgateEncoding

/// A report about keys as text for people.
///
/// What a server has said is shown with everything escaped that is not visible.
struct KeyReportText {
    /// Longer identifiers are cut.
    private static let maximumKeyIDLength = 80

    let text: String

    init(_ report: KeyReport) {
        let parts = report.issuers.map { Self.lines(of: $0).joined(separator: "\n") }
        let warnings = report.warnings.map {
            "warning: \(VisibleText.of($0.path)): \(VisibleText.of($0.message))"
        }
        let verifier = report.verifier.map { ["Signatures are verified by \(VisibleText.of($0))."] } ?? []
        text = ((parts.isEmpty ? ["There are no issuers."] : parts) + warnings + verifier).joined(separator: "\n\n")
    }

    private static func lines(of issuer: IssuerKeys) -> [String] {
        var lines = ["\(VisibleText.of(issuer.name)): \(verdict(on: issuer))"]
        func add(_ name: String, _ value: String) { lines.append("  \(padded(name, to: 12))\(value)") }
        add("issuer", VisibleText.of(issuer.issuer))
        add("source", source(of: issuer))
        add("fetched", issuer.ageSeconds.map { "\(duration($0)) ago" } ?? "never")
        if let seconds = issuer.usableForSeconds {
            add("usable for", "\(duration(seconds)) more, even if no fetch succeeds")
        }
        add("next fetch", nextFetch(of: issuer))
        if issuer.failures > 0 { add("failures", "\(issuer.failures) since keys last came") }
        add("last error", issuer.lastError.map(VisibleText.of) ?? "none")
        guard !issuer.keys.isEmpty || !issuer.skipped.isEmpty else { return lines }
        let rows =
            issuer.keys.map { (keyID($0.kid), "\($0.bits)", "in use") }
            + issuer.skipped.map {
                (keyID($0.kid), "", "skipped, \(VisibleText.of($0.reason)): \(VisibleText.of($0.explanation))")
            }
        let width = (rows.map(\.0.count).max() ?? 0) + 2
        lines.append("")
        for (kid, bits, use) in [("kid", "bits", "")] + rows {
            let row = "  " + padded(kid, to: width) + padded(bits, to: 6) + use
            lines.append(String(row.reversed().drop { $0 == " " }.reversed()))
        }
        return lines
    }

    /// The state in one line: the first thing to know for a person who is woken by it.
    private static func verdict(on issuer: IssuerKeys) -> String {
        let count = issuer.keys.count == 1 ? "1 key" : "\(issuer.keys.count) keys"
        guard issuer.usable else {
            let why = issuer.keys.isEmpty ? "NO KEYS" : "KEYS TOO OLD (max_stale has passed)"
            return "\(why): requests with its tokens are answered 503 keys_unavailable"
        }
        return "\(count) in use" + (issuer.lastError == nil ? "" : ", BUT THE LAST FETCH FAILED")
    }

    private static func source(of issuer: IssuerKeys) -> String {
        let places = issuer.source.places.map(VisibleText.of).joined(separator: ", ")
        return switch issuer.source.kind {
        case .discovery: "discovery → \(places.isEmpty ? "not known yet" : places)"
        case .urls, .file: places
        case .inline: "the configuration"
        }
    }

    private static func nextFetch(of issuer: IssuerKeys) -> String {
        if issuer.fetching { return "going on" }
        return issuer.nextRefreshSeconds.map { $0 > 0 ? "in \(duration($0))" : "now" } ?? "never"
    }

    private static func keyID(_ kid: String?) -> String {
        guard let kid else { return "(no kid)" }
        let scalars = kid.unicodeScalars.prefix(maximumKeyIDLength)
        return VisibleText.of(String(scalars)) + (scalars.endIndex < kid.endIndex ? "…" : "")
    }

    /// The two largest units, for example `9 min 57 s`.
    static func duration(_ seconds: Int64) -> String {
        switch max(0, seconds) {
        case let seconds where seconds < 60: "\(seconds) s"
        case let seconds where seconds < 3_600: "\(seconds / 60) min \(seconds % 60) s"
        case let seconds where seconds < 86_400: "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        case let seconds: "\(seconds / 86_400) d \(seconds % 86_400 / 3_600) h"
        }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
