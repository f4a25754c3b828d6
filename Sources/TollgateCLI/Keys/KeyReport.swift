import Foundation
import Tollgate
import TollgateCatalogue
import TollgateCrypto

/// The state of all issuers' keys, as `tollgate keys` prints it and the admin server answers at `/keys`.
struct KeyReport: Codable, Hashable, Sendable {
    /// Something that is doubtful about the keys together.
    struct Warning: Codable, Hashable, Sendable {
        /// The place in the configuration where it can be put right, such as `apis.payments.issuers`.
        let path: String
        /// The value that was found, and those that would be right.
        let message: String
    }

    /// The issuers, in the order of the configuration.
    var issuers: [IssuerKeys]
    /// The places where a token may have been signed with more keys than are tried.
    var warnings: [Warning]
    /// The verifier of signatures in the process that reports, such as `kernel (8 lanes)`; `nil` if it does not say.
    let verifier: String?

    /// Whether tokens of every issuer can be verified now.
    var isUsable: Bool { issuers.allSatisfy(\.usable) }

    /// Asks a key store.
    ///
    /// - Parameters:
    ///   - keys: The key store.
    ///   - catalogue: The catalogue of its issuers.
    ///   - instant: Now.
    init(_ keys: KeyStore, _ catalogue: Catalogue, at instant: Instant) {
        let statuses = Dictionary(keys.statuses(at: instant).map { ($0.issuer, $0) }) { first, _ in first }
        issuers = catalogue.issuers.compactMap { issuer in statuses[issuer.name].map { IssuerKeys(issuer, $0) } }
        warnings = catalogue.keyCollisions(statuses.compactMapValues(\.keySet)).map {
            Warning(path: $0.path.joined(separator: "."), message: $0.message)
        }
        verifier = "\(RSAVerifier.current)"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        issuers = try container.decode([IssuerKeys].self, forKey: .issuers)
        // A gateway of an earlier version says nothing of them.
        warnings = try container.decodeIfPresent([Warning].self, forKey: .warnings) ?? []
        verifier = try container.decodeIfPresent(String.self, forKey: .verifier)
    }

    /// Reads what an admin server has answered.
    init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(KeyReport.self, from: Data(json))
    }

    /// The report as one JSON document in ASCII, which no terminal takes for anything else.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var text = ""
        for unit in String(decoding: try encoder.encode(self), as: UTF8.self).utf16 {
            // Outside of strings there is nothing but ASCII, and inside of them `\u` says the same.
            if let scalar = Unicode.Scalar(unit), scalar.value < 0x7F {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }
}
