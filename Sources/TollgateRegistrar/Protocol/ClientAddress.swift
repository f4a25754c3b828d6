internal import TollgateCatalogue
internal import TollgateOutbound

/// The addresses in a client's metadata at which a provider fetches something, or to which it sends people.
///
/// A provider fetches them from inside its own network (RFC 7591 §5), so that they would let a developer reach what
/// only that network does, or have a script run on the provider's pages. What is set at the door must be an https URL
/// of a host that is not known to be inside.
enum ClientAddress {
    private static let members: Set<String> = [
        "backchannel_client_notification_endpoint", "backchannel_logout_uri", "client_uri", "frontchannel_logout_uri",
        "initiate_login_uri", "jwks_uri", "logo_uri", "policy_uri", "sector_identifier_uri", "tos_uri",
    ]
    private static let lists: Set<String> = ["request_uris"]

    /// Finds the defect of a member that is set, beyond its form.
    ///
    /// - Parameters:
    ///   - name: The member's name, with a language tag after `#` where it has one (RFC 7591 §2.2).
    ///   - value: Its value.
    ///   - clientType: The client type, which decides where users may be sent after a logout; `nil` where it is not
    ///     known: then wherever one of the types allows it.
    /// - Returns: The defect, in words; `nil` if there is none, or the member is no address.
    static func defect(in name: String, _ value: JSONValue, for clientType: ClientType? = nil) -> String? {
        let base = String(name.prefix { $0 != "#" })
        let shown = Redactor.clean(name)
        if members.contains(base) { return reason(value.string).map { "`\(shown)` \($0)" } }
        if lists.contains(base) {
            guard let texts = texts(in: value) else { return "`\(shown)` is not an array of https URLs" }
            return texts.lazy.compactMap { reason($0) }.first.map { "`\(shown)` \($0)" }
        }
        guard base == "post_logout_redirect_uris" else { return nil }
        guard let uris = texts(in: value) else { return "`\(shown)` is not an array of URIs" }
        do throws(RedirectURIDefect) {
            if !uris.isEmpty { try (clientType.map(RedirectURIRules.init) ?? .widest).check(uris) }
            return nil
        } catch {
            return "`\(shown)`: \(error)"
        }
    }

    private static func reason(_ text: String?) -> String? {
        // A page may be shown with a fragment, which an endpoint has none of.
        guard let text, let url = text.split(separator: "#", omittingEmptySubsequences: false).first,
            let parts = URLParts(String(url)), parts.scheme == "https"
        else { return "is not an https URL" }
        return parts.isInternal
            ? "is at `\(Redactor.clean(parts.host))`, which is this machine or a private network for whoever asks;"
                + " use a public https URL" : nil
    }

    private static func texts(in value: JSONValue) -> [String]? {
        guard case .array(let values) = value else { return nil }
        let texts = values.compactMap(\.string)
        return texts.count == values.count ? texts : nil
    }
}
