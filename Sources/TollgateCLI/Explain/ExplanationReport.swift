import HTTPTypes
import Hummingbird
import Tollgate
import TollgateCatalogue
import TollgateHummingbird

/// The report of `tollgate explain` about one request.
struct ExplanationReport: Encodable {
    struct Step: Encodable {
        let check: String
        /// `ok`, or the code of the rejection.
        let outcome: String
        let detail: String
        let reference: String
    }

    struct Scope: Encodable {
        let scope: String
        let policies: [String]
    }

    /// A value and the policy that decided it.
    struct Decided: Encodable {
        let value: String
        let policy: String
    }

    struct Grant: Encodable {
        let policies: [String]
        /// The policies that open the request.
        let openedBy: [String]
        let rate: Decided?
        let quota: Decided?
        let concurrency: Decided?
        let tags: [String]
        let metadata: [String: Decided]
    }

    struct Field: Encodable {
        let name: String
        let value: String
    }

    /// One of several servers that the request may go to.
    struct Server: Encodable {
        let url: String
        /// Its part of the requests, such as `2 of 3`.
        let part: String
    }

    /// The answer to the client; where the request passes, that is the upstream's with these fields added.
    struct Answer: Encodable {
        let status: Int?
        let headers: [Field]
        let body: String?
    }

    let method: String
    let path: String
    let api: String
    let mode: String
    /// Whether the path needs no token; then nothing of what follows counts.
    let isPublic: Bool
    /// `admit` or `reject`.
    let verdict: String
    let code: String?
    let explanation: String?
    let steps: [Step]
    let scopes: [Scope]
    /// The scopes that the client was not granted, where the API asks for registered clients.
    let withheldScopes: [String]
    let defaultPolicy: String?
    let withoutPlan: String?
    let grant: Grant?
    /// The servers among which a gateway chooses, in turn and by weight, where there are several.
    let servers: [Server]?
    let answer: Answer
    /// The changes with which the request would be admitted.
    let advice: [String]

    /// A report.
    ///
    /// - Parameters:
    ///   - explanation: The gate's explanation.
    ///   - request: The request.
    ///   - advice: The changes that would help.
    ///   - sentence: The words of the answer beyond the fixed sentence of its code, see `Gate.explanation(of:for:)`.
    ///   - unixSeconds: Now.
    init(
        _ explanation: Explanation, _ request: GateRequest, advice: [String], sentence: String? = nil,
        unixSeconds: Int64
    ) {
        method = request.method
        path = String(request.path.text)
        api = request.api.name
        mode = request.api.source.mode.rawValue
        isPublic = request.api.isPublic(method: request.method, path: request.path)
        let rejection = isPublic ? nil : explanation.rejection
        verdict = rejection == nil ? "admit" : "reject"
        code = rejection?.code
        self.explanation = sentence ?? rejection?.explanation
        steps = explanation.steps.map {
            Step(
                check: $0.check.rawValue, outcome: $0.rejection?.code ?? "ok", detail: $0.detail,
                reference: $0.check.reference)
        }
        scopes = explanation.scopes.map { Scope(scope: $0.scope, policies: $0.policies) }
        withheldScopes = explanation.withheldScopes
        defaultPolicy = explanation.defaultPolicy
        withoutPlan = explanation.withoutPlanPolicy
        grant = explanation.grant.map { Self.grant($0, explanation) }
        answer =
            isPublic
            ? Answer(status: nil, headers: [], body: nil)
            : Self.answer(explanation, request, sentence, unixSeconds: unixSeconds)
        self.advice = isPublic ? [] : advice
        let servers = request.api.source.servers
        let total = servers.reduce(0) { $0 + $1.weight }
        self.servers =
            servers.count > 1 ? servers.map { Server(url: $0.url, part: "\($0.weight) of \(total)") } : nil
    }

    private static func grant(_ grant: Tollgate.Grant, _ explanation: Explanation) -> Grant {
        Grant(
            policies: grant.policies, openedBy: explanation.openingPolicies,
            rate: grant.rate.map { Decided(value: "\($0.limit)", policy: $0.policy) },
            quota: grant.quota.map { Decided(value: "\($0.limit)", policy: $0.policy) },
            concurrency: grant.concurrency.map { Decided(value: "\($0)", policy: grant.concurrencyPolicy ?? "") },
            tags: grant.tags,
            metadata: Dictionary(
                uniqueKeysWithValues: grant.metadata.map { key, value in
                    (key, Decided(value: value, policy: grant.metadataPolicies[key] ?? ""))
                }))
    }

    private static func answer(
        _ explanation: Explanation, _ request: GateRequest, _ sentence: String?, unixSeconds: Int64
    ) -> Answer {
        let limits = explanation.limits?.headers(unixSeconds: unixSeconds) ?? []
        let source = request.api.source
        guard let rejection = explanation.rejection else {
            return Answer(status: nil, headers: limits.map { Field(name: $0.name, value: $0.value) }, body: nil)
        }
        guard source.mode == .enforce else {
            return Answer(
                status: nil, headers: [Field(name: "X-Tollgate-Observed", value: rejection.code)], body: nil)
        }
        let response = Response(
            rejection: rejection, realm: source.name,
            scope: request.api.sufficientScope(method: request.method, path: request.path),
            resourceMetadata: request.api.resourceMetadataURL, limitHeaders: limits, explanation: sentence,
            style: source.errorStyle)
        return Answer(
            status: response.status.code,
            headers: response.headers.map { Field(name: $0.name.rawName, value: $0.value) },
            body: request.method == "HEAD" ? nil : rejection.body(in: source.errorStyle, explanation: sentence))
    }
}
