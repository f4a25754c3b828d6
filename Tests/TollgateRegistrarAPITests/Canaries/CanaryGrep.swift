import Foundation

/// Looks for secrets in whatever a run has left behind, as they are and in every encoding that they travel in.
struct CanaryGrep {
    private struct Needle {
        var name: String
        var form: String
        var bytes: [UInt8]
    }

    /// What is searched for, by its first eight bytes: there are too many to search for one by one.
    private let needles: [UInt64: [Needle]]

    /// A search for these secrets, by name; none is shorter than eight bytes.
    init(_ secrets: [String: String]) {
        let all = secrets.flatMap { name, secret in
            Self.forms(of: secret).map { Needle(name: name, form: $0.key, bytes: $0.value) }
        }
        needles = Dictionary(grouping: all) { $0.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
    }

    /// Where which secret was found, in which form.
    func findings(in evidence: [String: [UInt8]]) -> [String] {
        var findings: Set<String> = []
        for (place, bytes) in evidence {
            var window: UInt64 = 0
            for (index, byte) in bytes.enumerated() {
                window = window << 8 | UInt64(byte)
                guard let candidates = needles[window] else { continue }
                for needle in candidates where bytes.dropFirst(index - 7).starts(with: needle.bytes) {
                    findings.insert("\(needle.name), \(needle.form), in \(place)")
                }
            }
        }
        return findings.sorted()
    }

    /// The secret, and what encoders make of it wherever in a longer text it stands.
    static func forms(of secret: String) -> [String: [UInt8]] {
        let bytes = Array(secret.utf8)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let percent = bytes.map { byte in
            let scalar = Character(Unicode.Scalar(byte))
            return scalar.isLetter || scalar.isNumber || "-._~".contains(scalar) ? String(scalar) : Self.percent(byte)
        }.joined()
        var forms = ["plain": bytes, "hex": Array(hexadecimal.utf8), "HEX": Array(hexadecimal.uppercased().utf8)]
        forms["percent"] = Array(percent.utf8)
        forms["percent, lower case"] = Array(percent.replacing(#/%[0-9A-F]{2}/#) { $0.output.lowercased() }.utf8)
        forms["JSON"] = Array(secret.replacing("/", with: #"\/"#).utf8)
        for shift in 0..<3 {
            // What stands before it decides on the first digits, what stands behind it on the last ones.
            let encoded = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
            let core = encoded.filter { $0 != "=" }.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(1)
            forms["base64, \(shift)"] = Array(core.utf8)
            forms["base64url, \(shift)"] = Array(core.utf8).map { byte in
                byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
            }
        }
        return forms
    }

    private static func percent(_ byte: UInt8) -> String { String(format: "%%%02X", byte) }
}
