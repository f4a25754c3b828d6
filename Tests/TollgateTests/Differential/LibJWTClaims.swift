import Foundation
import Tollgate

/// The claims of a token as libjwt has them from jansson.
struct LibJWTClaims: Sendable {
    /// A value as jansson keeps it.
    enum Value: Sendable {
        case string(String)
        case strings([String])
        case integer(Int64)
        case real(Double)
        case object(json: String)
        case other
    }

    /// The claims that the gate makes use of.
    static let names = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "client_id", "azp", "cid", "appid", "scope", "scp", "access",
        "access.scopes",
    ]

    let values: [String: Value]

    /// What the gate understood differently, claim by claim; empty where both say the same.
    ///
    /// - Parameters:
    ///   - claims: What the gate read in the same token.
    ///   - issuer: The issuer that the gate took it for, without which neither client nor scopes are read.
    /// - Returns: The name of each claim, and what both say.
    func differences(from claims: Claims, issuer: DifferentialIssuer?) -> [(name: String, text: String)] {
        var found: [(name: String, text: String)] = []
        func compare(_ name: String, _ mine: String?, _ gates: String?) {
            guard mine.map({ Array($0.utf8) }) != gates.map({ Array($0.utf8) }) else { return }
            found.append((name, "libjwt \(mine ?? "none"), gate \(gates ?? "none")"))
        }
        compare("iss", string("iss"), claims.issuer)
        compare("sub", string("sub"), claims.subject)
        compare("exp", seconds("exp", .down), claims.expiresAt.map { "\($0)" })
        compare("nbf", seconds("nbf", .up), claims.notBefore.map { "\($0)" })
        compare("iat", seconds("iat", .up), claims.issuedAt.map { "\($0)" })
        compare("aud", list("aud"), claims.audience.map { "\($0)" })
        guard let issuer else { return found }
        let clients = issuer.clientClaims.filter { values[$0] != nil }
        if clients.isEmpty { compare("client", nil, claims.clientID) }
        for name in clients { compare(name, string(name), claims.clientID) }
        compare("scope", "\(scopes(issuer.scopeClaims))", "\(claims.scopes)")
        return found
    }

    private func string(_ name: String) -> String? {
        switch values[name] {
        case nil: nil
        case .string(let text): text
        case .some(let other): "\(other)"
        }
    }

    private func seconds(_ name: String, _ rounding: FloatingPointRoundingRule) -> String? {
        switch values[name] {
        case nil: nil
        case .integer(let whole): "\(whole)"
        case .real(let number): Int64(exactly: number.rounded(rounding)).map { "\($0)" } ?? "\(number)"
        case .some(let other): "\(other)"
        }
    }

    private func list(_ name: String) -> String? {
        switch values[name] {
        case nil: nil
        case .string(let text): "\([text])"
        case .strings([]): nil
        case .strings(let texts): "\(texts)"
        case .some(let other): "\(other)"
        }
    }

    /// The scopes of the first claim that is there: a list, or a text of words.
    private func scopes(_ names: [String]) -> [String] {
        for name in names {
            switch values[name] ?? inside(name) {
            case nil: continue
            case .string(let text): return text.components(separatedBy: " ").filter { !$0.isEmpty }
            case .strings(let texts): return texts
            case .some(let other): return ["\(other)"]
            }
        }
        return []
    }

    /// The value of `outer.inner` in the object `outer`.
    private func inside(_ name: String) -> Value? {
        struct Either: Decodable {
            let value: Value
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    value = .string(text)
                } else if let texts = try? container.decode([String].self) {
                    value = .strings(texts)
                } else {
                    value = .other
                }
            }
        }
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2, case .object(let json) = values[parts[0]] else { return nil }
        return (try? JSONDecoder().decode([String: Either].self, from: Data(json.utf8)))?[parts[1]]?.value
    }
}
