internal import TollgateOutbound

/// The form of the members of a client's metadata beyond the decisive ones (RFC 7591 §2).
///
/// Members that nobody here knows pass as they are: providers have extensions of their own.
enum MetadataMember {
    private static let pages: Set<String> = ["client_uri", "logo_uri", "policy_uri", "tos_uri"]

    /// Finds the defect of a member.
    ///
    /// - Parameters:
    ///   - name: The member's name, with a language tag after `#` where it has one (RFC 7591 §2.2).
    ///   - value: Its value.
    /// - Returns: The defect, in words; `nil` if there is none.
    static func defect(in name: String, _ value: JSONValue) -> String? {
        let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts.first.map(String.init) ?? ""
        if parts.count == 2, !isLanguageTag(parts[1]) {
            return "`\(Redactor.clean(name))` has no language tag after `#` (RFC 7591 §2.2), such as `client_name#fr`"
        }
        if pages.contains(base) {
            return isURL(value, allowsHTTP: true) ? nil : "`\(Redactor.clean(name))` is not an http or https URL"
        }
        switch base {
        case "client_name": return value.string == nil ? "`\(Redactor.clean(name))` is not a string" : nil
        case "jwks_uri": return isURL(value, allowsHTTP: false) ? nil : "`jwks_uri` is not an https URL"
        case "jwks": return keySetDefect(value)
        case "contacts":
            guard case .array(let people) = value, people.allSatisfy({ $0.string?.isEmpty == false }) else {
                return "`contacts` is not an array of addresses"
            }
            return nil
        case "software_statement":
            let statement = value.string ?? ""
            return statement.split(separator: ".", omittingEmptySubsequences: false).count == 3
                ? nil : "`software_statement` is not a JWT (RFC 7591 §2.3)"
        default: return nil
        }
    }

    private static func isURL(_ value: JSONValue, allowsHTTP: Bool) -> Bool {
        // A page may be shown with a fragment, which an endpoint has none of.
        guard let text = value.string?.split(separator: "#", omittingEmptySubsequences: false).first,
            let parts = URLParts(String(text))
        else { return false }
        return allowsHTTP || parts.scheme == "https" || parts.isLoopback
    }

    private static func keySetDefect(_ value: JSONValue) -> String? {
        guard case .array(let keys)? = value.object?["keys"] else { return "`jwks` is not a key set (RFC 7517 §5)" }
        let privateMembers = ["d", "p", "q", "k"]
        let isPrivate = keys.contains { key in privateMembers.contains { key.object?[$0] != nil } }
        return isPrivate ? "`jwks` holds a private or symmetric key, which must never leave its owner" : nil
    }

    private static func isLanguageTag(_ tag: Substring) -> Bool {
        !tag.isEmpty && tag.count <= 64
            && tag.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
                (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
    }
}
