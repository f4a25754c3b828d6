internal import Foundation
internal import TollgateConfiguration

/// Says whether an API can be taken over, and how its addresses are written here.
struct APIRules {
    private let api: TykAPI
    private let findings: ImportFindings

    init(_ api: TykAPI, findings: ImportFindings) {
        self.api = api
        self.findings = findings
    }

    /// The token rules of the API, or `nil` where they cannot be taken over.
    func tokens() -> TykTokens? {
        guard api.isActive, !api.isInternal else {
            leaveOut(.none, "Tyk answers no request to it from outside")
            return nil
        }
        guard let tokens = api.tokens else {
            let reason =
                api.isKeyless
                ? "it takes no tokens (keyless), so there is nothing to decide; requests to it need another way"
                : "it is protected in another way than by signed tokens"
            leaveOut(.narrower, decide: true, reason)
            return nil
        }
        guard isAcceptable(tokens) else { return nil }
        for place in tokens.otherPlaces { place.report(in: api.file, findings) }
        for other in api.otherAuthentication {
            findings.add(
                .wider, decide: true, at: other, in: api.file,
                "left out: Tyk asks for this beside the token; here the token alone is enough")
            other.markAllRead()
        }
        if !api.isKeyless { return tokens }
        findings.add(
            .narrower, at: api.place.authentication, in: api.file,
            "left out: the API takes tokens and is keyless; here it takes tokens")
        return tokens
    }

    private func isAcceptable(_ tokens: TykTokens) -> Bool {
        if tokens.openID != nil {
            guard tokens.providers.isEmpty else { return true }
            leaveOut(.none, "it takes tokens of OpenID providers and names none, so Tyk admits none either")
            return false
        }
        guard tokens.signingMethod?.text == "rsa" else {
            leaveOut(
                .narrower, decide: true,
                "its tokens are not signed with RSA (no method stands for HMAC in Tyk); Tollgate accepts RS256 alone")
            return false
        }
        return true
    }

    /// Reports the API as a whole; nothing in it is reported beside that, its secrets least of all.
    func leaveOut(_ effect: ImportDifference.Effect, decide: Bool = false, _ reason: String) {
        findings.add(
            effect, decide: decide, at: api.node, in: api.file, found: "the API \"\(api.displayName)\"",
            "the API is left out: \(reason)")
        api.node.markAllRead()
    }

    /// The listen path with a slash at both ends, or `nil` where it cannot be written.
    func listenPath() -> String? {
        let path = api.listenPath
        var result = path.hasPrefix("/") ? path : "/" + path
        if !result.hasSuffix("/") { result += "/" }
        guard ConfigurationSyntax.isListenPath(result) else {
            leaveOut(
                .narrower, decide: true,
                "its listen path \"\(path)\" is not made of whole segments of letters, digits, `.`, `_` and `-`")
            return nil
        }
        if result != path {
            findings.add(
                .narrower, at: api.place.listenPath, in: api.file,
                "`\(result)`: Tyk also answers where the path goes on without a slash")
        }
        return result
    }

    /// The upstream's URL, with a slash at the end.
    func upstream(listenPath: String) -> String {
        var result = api.target
        if !result.hasSuffix("/") { result += "/" }
        // Where Tyk leaves the listen path in, it comes after the target's own path.
        if !api.stripsListenPath { result += listenPath.dropFirst() }
        if ConfigurationSyntax.isUpstream(result) { return result }
        findings.add(
            .narrower, decide: true, at: api.place.target ?? api.node, in: api.file,
            "write the API's `upstream`: an http or https URL without user, query and fragment")
        return "https://upstream.invalid/"
    }
}
