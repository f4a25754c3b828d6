internal import Foundation

/// The proxy variables of an environment, as `curl` and Go read them.
struct ProxyVariables: Sendable {
    private let variables: [String: String]

    init(_ environment: [String: String]) {
        variables = environment
    }

    /// The proxy for a URL: `HTTPS_PROXY` or `HTTP_PROXY` by its scheme, unless `NO_PROXY` names its host.
    ///
    /// - Parameter url: The URL.
    /// - Returns: The proxy; `nil` where there is none, and for this machine.
    /// - Throws: ``OutboundError/unusableSettings(reason:)`` where the variable is not the URL of an HTTP proxy.
    func proxy(for url: URLParts) throws(OutboundError) -> ProxyAddress? {
        let name = url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY"
        guard !url.isLoopback, !isExempt(url), let text = value(name) else { return nil }
        guard let parts = URLComponents(string: text.contains("://") ? text : "http://" + text),
            parts.scheme == "http", let host = parts.host, !host.isEmpty
        else {
            // The text may hold a password.
            throw .unusableSettings(
                reason: "\(name) is not the URL of an HTTP proxy, such as http://proxy.example:3128")
        }
        let credentials = parts.user.map { "\($0):\(parts.password ?? "")" }
        return ProxyAddress(host: host, port: parts.port ?? 80, credentials: credentials)
    }

    /// Whether `NO_PROXY` names the host: itself, a domain that it is in, or `*`; each with or without its port.
    private func isExempt(_ url: URLParts) -> Bool {
        (value("NO_PROXY") ?? "").split(separator: ",").contains { entry in
            var entry = entry.trimmingCharacters(in: .whitespaces).lowercased()
            if entry == "*" { return true }
            if let colon = entry.lastIndex(of: ":"), let port = Int(entry[entry.index(after: colon)...]),
                entry[..<colon].contains("]") || !entry[..<colon].contains(":")
            {
                guard port == url.port else { return false }
                entry = String(entry[..<colon])
            }
            entry = entry.trimmingCharacters(in: ["[", "]"])
            let domain = entry.hasPrefix(".") ? String(entry.dropFirst()) : entry
            return !domain.isEmpty && (url.host == domain || url.host.hasSuffix("." + domain))
        }
    }

    /// A variable; the name in small letters comes first, and an empty value is none.
    private func value(_ name: String) -> String? {
        [variables[name.lowercased()], variables[name]].compactMap { $0 }.first { !$0.isEmpty }
    }
}
