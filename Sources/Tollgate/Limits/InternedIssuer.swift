internal import TollgateConcurrency
internal import TollgateEncoding

/// A number for an issuer identifier, the same as long as the process runs, so that each client need not repeat it.
struct InternedIssuer: Hashable, Sendable {
    private struct Names {
        var numbers: [ExactString: UInt32] = [:]
        var texts: [String] = []
    }

    /// There are as many as the catalogues of the process have named.
    private static let names = Lock(Names())

    let rawValue: UInt32

    /// The number of an issuer.
    init(_ issuer: ExactString) {
        rawValue = Self.names.withLock { names in
            if let known = names.numbers[issuer] { return known }
            let number = UInt32(truncatingIfNeeded: names.texts.count)
            names.texts.append(issuer.text)
            names.numbers[issuer] = number
            return number
        }
    }

    /// The issuer's identifier.
    var text: String { Self.names.withLock { $0.texts[Int(rawValue)] } }
}
