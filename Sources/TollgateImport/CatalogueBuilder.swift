internal import TollgateCatalogue
internal import TollgateConfiguration

/// Makes a catalogue of policies and APIs that were read.
struct CatalogueBuilder {
    let findings: ImportFindings
    private(set) var issuers: TykIssuers
    private(set) var comments: [String: [String]] = [:]

    private let documents: TykDocuments
    private var apiNames = CatalogueNames()
    private var policies: [String: TykPolicy] = [:]
    private var apis: [ImportedAPI] = []

    init(_ documents: TykDocuments, answers: IssuerAnswers, findings: ImportFindings) {
        self.documents = documents
        self.findings = findings
        issuers = TykIssuers(answers: answers, findings: findings)
    }

    mutating func build() -> Catalogue {
        readPolicies()
        readAPIs()
        var builder = PolicyBuilder(apis: apis, policies: policies, findings: findings)
        builder.build(documents.policies)
        var catalogue = Catalogue()
        for api in apis { catalogue.apis.append(self.api(api, defaultPolicy: builder.defaultPolicies[api.source.id])) }
        catalogue.issuers = issuers.issuers.map { issuer in
            var issuer = issuer
            issuer.audiences = issuers.audiences.accepted(of: issuer.name)
            return issuer
        }
        for api in apis { issuers.audiences.reportMixed(api, issuers: catalogue.issuers, findings) }
        catalogue.policies = builder.catalogue.policies
        catalogue.products = builder.catalogue.products
        catalogue.plans = builder.catalogue.plans
        catalogue.scopes = builder.catalogue.scopes
        PolicyInteractions(apis: apis, policies: policies, findings: findings).report()
        comments.merge(builder.comments) { $0 + $1 }
        for (name, lines) in issuers.comments { comments["issuers.\(name)"] = lines }
        comments[""] = [
            "Made by `tollgate import tyk` of Tyk's policies and API definitions.",
            "Its report says in what the two differ; TO DO marks what a person has to complete.",
            "`error_style: tyk` keeps Tyk's status codes and bodies; without it they are those of RFC 6750.",
        ]
        return catalogue
    }

    private mutating func readPolicies() {
        for policy in documents.policies where !policy.id.isEmpty {
            if let other = policies[policy.id] {
                findings.add(
                    .changed, decide: true, at: policy.node, in: policy.file, found: "\"\(policy.id)\"",
                    "left out: a policy with this id stands in \(other.file)#\(other.node.pointer) already")
            } else {
                policies[policy.id] = policy
            }
        }
    }

    private mutating func readAPIs() {
        var byPath: [String: String] = [:]
        var byID: [String: String] = [:]
        var leftOut: [TykAPI] = []
        for source in documents.apis {
            let rules = APIRules(source, findings: findings)
            guard let tokens = rules.tokens(), let listenPath = rules.listenPath() else {
                if source.isActive, !source.isInternal { leftOut.append(source) }
                continue
            }
            if let reason = Self.reasonToLeaveOut(source, byPath[listenPath], byID[source.id]) {
                rules.leaveOut(.narrower, decide: true, reason)
                if byPath[listenPath] == nil { leftOut.append(source) }
                continue
            }
            let clients = OpenIDClients(source, lookup: PolicyLookup(policies: policies, findings: findings))
            guard let tokens = clients.settle(tokens) else {
                rules.leaveOut(
                    .narrower, decide: true, "none of its OpenID providers has a client that can be taken over")
                leftOut.append(source)
                continue
            }
            let name = apiNames.name(for: source.displayName, else: source.id)
            byPath[listenPath] = name
            byID[source.id] = name
            let subject = issuers.subject(of: tokens, source.file)
            let issuerNames = issuers.names(for: tokens, of: source, subject: subject)
            apis.append(
                ImportedAPI(
                    source: source, tokens: tokens, name: name, listenPath: listenPath,
                    upstream: rules.upstream(listenPath: listenPath), issuers: issuerNames, limitBy: subject.limitBy))
            comments["apis.\(name)"] = ["Tyk API \(source.id)"]
        }
        reportCovered(leftOut)
    }

    /// The reason why an API has no place beside those that are there already.
    ///
    /// - Parameters:
    ///   - api: The API.
    ///   - other: The API that has its listen path, if there is one.
    ///   - twin: The API that has its id, if there is one.
    /// - Returns: The reason; `nil` where it has a place.
    private static func reasonToLeaveOut(_ api: TykAPI, _ other: String?, _ twin: String?) -> String? {
        if let other { return "its listen path is that of `\(other)` already" }
        if api.id.isEmpty {
            return "it has no id (`api_id`, in OAS `x-tyk-api-gateway.info.id`), so no policy can open it; Tyk gives it"
                + " one when it is created: take the definition from the gateway or the Dashboard"
        }
        return twin.map { "`\($0)` has its id, \(TykNode.quoted(api.id)), already" }
    }

    /// Reports where requests for an API that is left out would come to another one.
    private func reportCovered(_ leftOut: [TykAPI]) {
        for source in leftOut {
            let covering = apis.filter { source.listenPath.hasPrefix($0.listenPath) }
            guard let api = covering.max(by: { $0.listenPath.utf8.count < $1.listenPath.utf8.count }) else { continue }
            findings.add(
                .wider, decide: true, at: source.node, in: source.file,
                found: "the listen path \"\(source.listenPath)\"",
                "requests below it go to the API `\(api.name)` at `\(api.listenPath)`, because this one is left out")
        }
    }

    private func api(_ api: ImportedAPI, defaultPolicy: String?) -> API {
        API(
            name: api.name, listenPath: api.listenPath, upstream: api.upstream, issuers: api.issuers,
            audiences: issuers.audiences.own(of: api),
            defaultPolicy: defaultPolicy ?? Policy.noOperationName, forwardsToken: !api.source.stripsToken,
            limitBy: api.limitBy, errorStyle: .tyk)
    }
}
