/// What can be wrong with a key server.
package enum Fault: CaseIterable, Sendable, CustomStringConvertible {
    /// One way.
    case refused, blackHole, status500, slowDrip, garbage, truncated, tenMegabytes, redirect, emptySet, unknownAuthority

    /// Whether it keeps the connection until the client hangs up.
    package var hangs: Bool { self == .blackHole || self == .slowDrip }

    /// Whether a request gets as far as the server.
    package var isReached: Bool { self != .refused && self != .unknownAuthority }

    /// The fault in words, for the names of tests.
    package var description: String {
        switch self {
        case .refused: "connections are refused"
        case .blackHole: "requests are never answered"
        case .status500: "the answer is a 500"
        case .slowDrip: "the answer comes drop by drop"
        case .garbage: "the answer is no JSON"
        case .truncated: "the answer ends too early"
        case .tenMegabytes: "the answer is 10 MB long"
        case .redirect: "the answer is a redirect"
        case .emptySet: "the set has no key"
        case .unknownAuthority: "the certificate is from an unknown authority"
        }
    }
}
