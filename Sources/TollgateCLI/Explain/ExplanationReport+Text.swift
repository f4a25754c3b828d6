extension ExplanationReport {
    /// The report for people.
    var text: String {
        (["\(method) \(path)  →  API `\(api)`", ""] + stepLines + scopeLines + grantLines + answerLines + serverLines
            + adviceLines).joined(separator: "\n")
    }

    private var stepLines: [String] {
        steps.map { step in
            let mark = step.outcome == "ok" ? "ok  " : "FAIL"
            return "  \(mark)  \(Self.padded(step.check, to: 10))\(step.detail)   [\(step.reference)]"
        }
    }

    private var scopeLines: [String] {
        var lines = scopes.map { scope in
            let brought = scope.policies.isEmpty ? "nothing (unknown)" : scope.policies.joined(separator: ", ")
            return "    \(scope.scope) brings \(brought)"
        }
        lines += withheldScopes.map { "    \($0) was not granted to the client, and counts for nothing" }
        if let defaultPolicy {
            lines.append("    no scope names a policy, so the default policy `\(defaultPolicy)` counts")
        }
        if let withoutPlan {
            lines.append("    no policy sets a rate or a quota here, so `without_plan` adds `\(withoutPlan)`")
        }
        return lines.isEmpty ? [] : ["", "  scopes"] + lines
    }

    private var grantLines: [String] {
        guard let grant, !grant.policies.isEmpty else { return [] }
        var rows: [[String]] = []
        if !grant.openedBy.isEmpty {
            rows.append(["access", "\(method) \(path)", "opened by \(Self.quoted(grant.openedBy))"])
        }
        for (name, decided) in [("rate", grant.rate), ("quota", grant.quota), ("concurrency", grant.concurrency)] {
            if let decided { rows.append([name, decided.value, "decided by `\(decided.policy)`"]) }
        }
        for (key, decided) in grant.metadata.sorted(by: { $0.key < $1.key }) {
            rows.append(["metadata \(key)", decided.value, "decided by `\(decided.policy)`"])
        }
        var lines = TextTable.lines(rows.map { ["    " + $0[0], $0[1], $0[2]] })
        if !grant.tags.isEmpty { lines.append("    tags  \(grant.tags.joined(separator: ", ")), of all together") }
        return ["", "  merged from \(grant.policies.joined(separator: ", "))"] + lines
    }

    private var answerLines: [String] {
        var lines = [""]
        if isPublic {
            lines.append("admitted: `public` opens the path without a token")
        } else if let code, let explanation {
            let status = answer.status.map { "\($0) " } ?? ""
            lines.append("rejected: \(status)\(code)")
            lines.append("  \(explanation)")
            if answer.status == nil { lines.append("  The API only observes: the request passes all the same.") }
        } else {
            lines.append("admitted")
        }
        lines += answer.headers.map { "  \($0.name): \($0.value)" }
        if let body = answer.body { lines.append("  \(body.split(separator: "\n").joined())") }
        return lines
    }

    private var serverLines: [String] {
        guard let servers, code == nil || mode == "observe" else { return [] }
        let rows = servers.map { ["    " + $0.url, "\($0.part) requests"] }
        return ["  goes to one of them in turn, unless it rests after failures or fails its checks"]
            + TextTable.lines(rows)
    }

    private var adviceLines: [String] {
        advice.isEmpty ? [] : ["", "what would have to change"] + advice.map { "  \($0)" }
    }

    private static func quoted(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
