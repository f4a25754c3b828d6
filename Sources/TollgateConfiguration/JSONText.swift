internal import Yams

/// Writes a part of the file as JSON.
///
/// Scalars become strings whatever they look like: of a JWKS nothing else is read, and `kid: 1` means the text `1`.
enum JSONText {
    static func of(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): string(scalar.string)
        case .sequence(let sequence): "[" + sequence.map(of).joined(separator: ",") + "]"
        case .mapping(let mapping):
            "{" + mapping.map { key, value in "\(string(key.string ?? "")):\(of(value))" }.joined(separator: ",") + "}"
        case .alias: "null"
        }
    }

    private static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
