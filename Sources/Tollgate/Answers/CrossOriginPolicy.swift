internal import TollgateCatalogue

/// The rules for pages of other origins as an API's answers have them (the Fetch standard, CORS protocol).
///
/// It never lets a browser send credentials of its own.
package final class CrossOriginPolicy: Sendable {
    /// The fields that a page may read in any case.
    private static let exposed =
        "WWW-Authenticate, " + LimitField.allCases.map(\.name).joined(separator: ", ") + ", "
        + IdentityField.observed.name

    /// The origins as they are sent, and those of wildcards as what stands before and behind a name; `nil` for all.
    private let exact: [String]?
    private let wildcards: [(start: String, end: String)]
    private let exposedFields: String
    private let methods: String
    private let requestFields: String
    private let maximumAge: String

    /// The policy of some rules.
    init(_ rules: CrossOriginRules) {
        switch rules.origins {
        case .any: (exact, wildcards) = (nil, [])
        case .oneOf(let patterns):
            exact = patterns.filter { !$0.host.isWildcard }.map(\.description)
            wildcards = patterns.filter(\.host.isWildcard).map { ($0.scheme, ".\($0.host.name)\($0.port)") }
        }
        exposedFields = ([Self.exposed] + (rules.exposedFields ?? ["*"])).joined(separator: ", ")
        methods = rules.methods.joined(separator: ", ")
        // `*` does not stand for `Authorization`.
        requestFields = (["Authorization"] + (rules.requestFields ?? ["*"])).joined(separator: ", ")
        maximumAge = "\(rules.maximumAgeSeconds)"
    }

    /// Whether pages of an origin may call the API.
    package func allows(_ origin: Span<UInt8>) -> Bool {
        guard let exact else { return true }
        for text in exact where Self.equals(origin, 0..<origin.count, text) { return true }
        for (start, end) in wildcards where Self.matches(origin, start, end) { return true }
        return false
    }

    /// Hands each field that an answer gets to `body`, with its value.
    ///
    /// - Parameters:
    ///   - origin: The origin of the page; empty where none is told.
    ///   - body: Takes a name and a value.
    package func forEachField(origin: Span<UInt8>, _ body: (String, String) -> Void) {
        // Also without an origin: a cache may keep the answer for a page.
        body("Vary", "Origin")
        guard origin.count > 0, allows(origin) else { return }
        body("Access-Control-Allow-Origin", allowed(origin))
        body("Access-Control-Expose-Headers", exposedFields)
    }

    /// The answer to a browser that asks before a request of a page of an origin, without a token.
    package func preflightAnswer(origin: Span<UInt8>) -> GateAnswer {
        guard allows(origin) else {
            return GateAnswer(
                status: 403, [("Vary", "Origin")], error: "forbidden",
                explanation: "Pages of this origin may not call the API.", code: "origin_not_allowed")
        }
        return GateAnswer(
            status: 204,
            [
                ("Access-Control-Allow-Origin", allowed(origin)), ("Access-Control-Allow-Methods", methods),
                ("Access-Control-Allow-Headers", requestFields), ("Access-Control-Max-Age", maximumAge),
                ("Vary", "Origin"),
            ])
    }

    /// Whether the name of a field is that of one which only the policy may write in an answer.
    package static func isOwn(_ name: Span<UInt8>) -> Bool {
        let own = "access-control-".utf8Span.span
        guard name.count >= own.count else { return false }
        for index in 0..<own.count where name[index] | 0x20 != own[index] { return false }
        return true
    }

    /// The value of `Access-Control-Allow-Origin`; an origin that was compared has nothing in it that a field could not
    /// have.
    private func allowed(_ origin: Span<UInt8>) -> String {
        guard exact != nil else { return "*" }
        var bytes: [UInt8] = []
        for index in 0..<origin.count { bytes.append(origin[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func matches(_ origin: Span<UInt8>, _ start: String, _ end: String) -> Bool {
        let (first, last) = (start.utf8.count, origin.count - end.utf8.count)
        guard last > first, equals(origin, 0..<first, start), equals(origin, last..<origin.count, end) else {
            return false
        }
        for index in first..<last {
            switch origin[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                break
            default: return false
            }
        }
        return true
    }

    private static func equals(_ bytes: Span<UInt8>, _ part: Range<Int>, _ text: String) -> Bool {
        let text = text.utf8Span.span
        guard part.count == text.count else { return false }
        for index in 0..<text.count where bytes[part.lowerBound + index] != text[index] { return false }
        return true
    }
}

extension CompiledAPI {
    /// The policy for pages of other origins, for requests of one kind.
    ///
    /// - Parameters:
    ///   - isGateway: Whether a gateway asks, where an API with a `resource` has one without being told so.
    ///   - isOpen: Whether the request needs no token.
    /// - Returns: The policy; `nil` where there is none, and answers stay as they are.
    package func crossOriginPolicy(isGateway: Bool, isOpen: Bool) -> CrossOriginPolicy? {
        guard let policy = crossOrigin else { return nil }
        if case .rules = source.crossOrigin { return policy }
        return isGateway && !isOpen && source.mode == .enforce ? policy : nil
    }

    /// Whether a page of an origin may ask for an upgrade, for which browsers ask nobody before.
    ///
    /// - Parameters:
    ///   - origin: The value of `Origin`.
    ///   - host: The host that the request is for: its own pages may.
    /// - Returns: Whether it may; everybody may where the API has no rules about origins.
    package func allowsUpgrade(origin: Span<UInt8>, host: Span<UInt8>) -> Bool {
        guard case .rules = source.crossOrigin, let policy = crossOrigin, !policy.allows(origin) else { return true }
        let start = origin.count - host.count
        guard host.count > 0, start > 3 else { return false }
        let mark = "://".utf8Span.span
        for index in 0..<3 where origin[start - 3 + index] != mark[index] { return false }
        for index in 0..<host.count where origin[start + index] != host[index] { return false }
        return true
    }

    /// The answer to a browser that asks before a page's request.
    ///
    /// - Parameters:
    ///   - origin: The value of `Origin`; empty where there is none.
    ///   - method: The value of `Access-Control-Request-Method`: the method that is asked about.
    ///   - path: The path.
    ///   - isGateway: Whether a gateway asks.
    /// - Returns: The answer; `nil` where it is for the server behind the gate to say.
    package func preflightAnswer(
        origin: Span<UInt8>, method: String?, path: RequestPath, isGateway: Bool
    ) -> GateAnswer? {
        guard crossOrigin != nil, origin.count > 0, let method else { return nil }
        let isOpen = isPublic(method: method, path: path)
        return crossOriginPolicy(isGateway: isGateway, isOpen: isOpen)?.preflightAnswer(origin: origin)
    }
}
