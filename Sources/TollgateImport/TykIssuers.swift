internal import Foundation
internal import TollgateCatalogue
internal import TollgateConfiguration

/// The issuers of a catalogue, made from what each API says of its tokens.
///
/// APIs whose tokens are read alike share an issuer.
struct TykIssuers {
    /// The properties that tell issuers apart.
    private struct Group: Hashable {
        let keys: TykKeySource
        let scopeClaims: [String]
        let clientIDClaims: [String]
        let skew: Int64
        /// `iss`, or `nil` where it is not known.
        let issuer: String?
    }

    /// Claims that identify a client wherever they are.
    private static let clientClaims: Set<String> = ["client_id", "azp", "cid", "appid", "clientId"]
    /// The most that a catalogue's `clock_skew` can be.
    private static let maximumSkew = 300.0

    private(set) var issuers: [Issuer] = []
    /// The names of issuers whose `issuer` is not known.
    private(set) var unnamed: [String] = []
    /// Comments for the catalogue, by the names of issuers.
    private(set) var comments: [String: [String]] = [:]
    /// The audiences that the tokens of each issuer may have.
    private(set) var audiences = TykAudiences()

    private let findings: ImportFindings
    private let answers: IssuerAnswers
    private var groups: [Group: String] = [:]
    private var byIdentifier: [String: Group] = [:]
    private var names = CatalogueNames()

    init(answers: IssuerAnswers, findings: ImportFindings) {
        self.answers = answers
        self.findings = findings
    }

    /// The owner of the counters that an API's requests are charged to.
    struct Subject {
        let claims: [String]
        let limitBy: API.LimitSubject
    }

    /// The names of the issuers whose tokens an API accepts.
    mutating func names(for tokens: TykTokens, of api: TykAPI, subject: Subject) -> [String] {
        let keys = TykKeySource(tokens, file: api.file, findings: findings)
        let skew = skew(tokens.skews, api.file)
        let named = tokens.issuers.compactMap { identifier($0, api.file) }
        let identifiers: [String?] = named.isEmpty ? [nil] : named
        var result: [String] = []
        for identifier in identifiers {
            let group = Group(
                keys: keys, scopeClaims: tokens.scopeClaims.map { ClaimSyntax.text(ofUnescaped: $0) },
                clientIDClaims: subject.claims, skew: skew,
                issuer: identifier)
            let place = tokens.issuers.first { $0.says(identifier ?? "") } ?? api.place.authentication
            let name = name(of: group, api, at: place)
            audiences.admit(tokens.clientIDs(of: identifier), of: name)
            if !result.contains(name) { result.append(name) }
        }
        return result
    }

    /// The `iss` that a definition names.
    private func identifier(_ node: TykNode, _ file: String) -> String? {
        guard let text = node.text else { return nil }
        if ConfigurationSyntax.isIssuer(text, allowsHTTP: true) { return text }
        findings.add(
            .narrower, decide: true, at: node, in: file,
            "left out: an issuer is an https or http URL here; write `issuer` as the tokens have it in `iss`")
        return nil
    }

    /// Finds the owner of the counters that an API's requests are charged to, and reports how far that is from Tyk's.
    func subject(of tokens: TykTokens, _ file: String) -> Subject {
        let standard = IssuerProfile.generic.clientIDClaims
        let claims = tokens.identityClaims.compactMap { node in node.text.flatMap { $0.isEmpty ? nil : (node, $0) } }
        guard let (node, claim) = claims.first, claim != "sub" else {
            return Subject(claims: standard, limitBy: .subject)
        }
        if Self.clientClaims.contains(claim) {
            let rest = claims.dropFirst().map(\.1)
            if !rest.isEmpty {
                findings.add(
                    .narrower, at: node, in: file, "`client_id_claims: [\(claim)]`: tokens without it are refused")
            }
            return Subject(claims: [claim], limitBy: .client)
        }
        findings.add(
            .changed, decide: true, at: node, in: file,
            "`limit_by: subject`: requests are counted for client and `sub`, not for this claim")
        return Subject(claims: standard, limitBy: .subject)
    }

    private func skew(_ nodes: [TykNode], _ file: String) -> Int64 {
        let seconds = nodes.compactMap(\.number)
        // A claim that is not named has no tolerance in Tyk.
        let least = nodes.count < 3 ? min(0, seconds.min() ?? 0) : seconds.min() ?? 0
        let used = max(0, min(least.rounded(.down), Self.maximumSkew))
        for node in nodes {
            guard let own = node.number, own > used else { continue }
            findings.add(
                .narrower, at: node, in: file,
                "`clock_skew: \(Int64(used))s`: one tolerance for all claims, at most \(Int64(Self.maximumSkew)) s;"
                    + " the least is taken"
            )
        }
        return Int64(used)
    }

    private mutating func name(of group: Group, _ api: TykAPI, at place: TykNode?) -> String {
        if let known = groups[group] { return known }
        let name = names.name(for: Self.title(of: group), else: "issuer")
        groups[group] = name
        var identifier = group.issuer
        if identifier == nil { identifier = answers.issuer(named: name) }
        let isNamed = identifier != nil
        // A host of `.invalid` never exists (RFC 6761 §6.4): no token passes before a person has written another.
        let label = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        let text = identifier ?? "https://\(label).issuer.invalid"
        if let other = byIdentifier[text], let known = groups[other] {
            findings.add(
                .narrower, decide: true, at: api.place.authentication, in: api.file, found: "\"\(text)\"",
                "the issuer `\(known)` has other keys, claims or tolerances for the same `iss`; those of `\(known)`"
                    + " count"
            )
            groups[group] = known
            return known
        }
        byIdentifier[text] = group
        var issuer = Issuer(name: name, issuer: text, audiences: .any, clockSkewSeconds: group.skew)
        issuer.connection.allowsHTTP = TykKeySource.needsHTTP(text) || group.keys.needsHTTP(issuer: text)
        issuer.scopeClaims = group.scopeClaims
        issuer.clientIDClaims = group.clientIDClaims
        switch group.keys {
        case .urls(let urls): issuer.keys = .urls(urls)
        case .key(let document): issuer.keys = .inline(document)
        case .discovery: issuer.keys = .discovery
        }
        issuers.append(issuer)
        if !isNamed { askForIssuer(name, group, api) }
        if issuer.connection.allowsHTTP { reportHTTP(issuer, group, api, at: place) }
        return name
    }

    private mutating func reportHTTP(_ issuer: Issuer, _ group: Group, _ api: TykAPI, at place: TykNode?) {
        let isOpen = group.keys.needsHTTP(issuer: issuer.issuer)
        if isOpen {
            comments[issuer.name, default: []].append(
                "The keys come over plain http, as in Tyk: who can change them on the way can issue tokens.")
        }
        guard TykKeySource.needsHTTP(issuer.issuer) else { return }
        findings.add(
            .changed, decide: group.keys == .discovery, at: place, in: api.file,
            found: "the issuer \"\(issuer.issuer)\"",
            "`allow_http: true`, since it is an http URL"
                + (group.keys == .discovery
                    ? ": its discovery document names the keys, and who can change it on the way can issue tokens" : "")
        )
    }

    private mutating func askForIssuer(_ name: String, _ group: Group, _ api: TykAPI) {
        unnamed.append(name)
        var hint = ""
        if case .urls(let urls) = group.keys, let url = urls.first, let end = url.range(of: "/protocol/openid-connect/")
        {
            hint = "; for Keycloak it is probably \(url[..<end.lowerBound])"
        }
        comments[name, default: []] += [
            "TO DO: `issuer` has to be the `iss` of the tokens, byte for byte\(hint).", "Until then no token passes.",
        ]
        findings.add(
            .narrower, decide: true, at: api.place.authentication, in: api.file, found: "no issuer",
            "write `issuers.\(name).issuer`, or give --issuer: Tyk does not check `iss`, Tollgate always does\(hint)")
    }

    /// A name for an issuer: its realm, or its host.
    private static func title(of group: Group) -> String {
        var url = group.issuer
        if url == nil, case .urls(let urls) = group.keys { url = urls.first }
        guard let url, let parts = URLComponents(string: url), let host = parts.host else { return "issuer" }
        let segments = parts.path.split(separator: "/")
        if let realms = segments.firstIndex(of: "realms"), realms + 1 < segments.count {
            return String(segments[realms + 1])
        }
        return host
    }
}
