import Tollgate
import TollgateCatalogue

/// An explanation as text for people.
struct ExplanationText {
    let text: String

    init(_ explanation: Explanation, _ request: GateRequest) {
        var lines = ["\(request.method) \(request.path.text)  →  API `\(request.api.name)`", ""]
        for step in explanation.steps {
            let mark = step.rejection == nil ? "ok  " : "FAIL"
            lines.append(
                "  \(mark)  \(Self.padded(step.check.rawValue, to: 10))\(step.detail)   [\(step.check.reference)]")
        }
        if !explanation.scopes.isEmpty || explanation.defaultPolicy != nil {
            lines += ["", "  scopes"]
            for (scope, policies) in explanation.scopes {
                let brought = policies.isEmpty ? "nothing (unknown)" : policies.joined(separator: ", ")
                lines.append("    \(scope) brings \(brought)")
            }
            if let name = explanation.defaultPolicy {
                lines.append("    no scope names a policy, so the default policy `\(name)` counts")
            }
        }
        if let grant = explanation.grant, !grant.policies.isEmpty {
            lines += ["", "  merged from \(grant.policies.joined(separator: ", "))"]
            if let rate = grant.rate { lines.append("    rate   \(rate.limit)   decided by `\(rate.policy)`") }
            if let quota = grant.quota { lines.append("    quota  \(quota.limit)   decided by `\(quota.policy)`") }
            if let concurrency = grant.concurrency { lines.append("    concurrency  \(concurrency)") }
            if !grant.tags.isEmpty { lines.append("    tags   \(grant.tags.joined(separator: ", "))") }
            for (key, value) in grant.metadata.sorted(by: { $0.key < $1.key }) {
                lines.append("    metadata \(key)  \(value)")
            }
        }
        lines.append("")
        if let rejection = explanation.rejection {
            lines.append("rejected: \(rejection.status) \(rejection.code)")
            lines.append("  \(rejection.explanation)")
            let scope = request.api.sufficientScope(method: request.method, path: request.path)
            if let challenge = rejection.challenge(realm: request.api.name, scope: scope) {
                lines.append("  WWW-Authenticate: \(challenge)")
            }
        } else {
            lines.append("admitted")
        }
        text = lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
