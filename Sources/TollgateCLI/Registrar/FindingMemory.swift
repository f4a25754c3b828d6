import TollgateRegistrar

/// The findings of earlier reconciliations, so that one that lasts is told once: when it appears, when it changes, and
/// when it is gone.
struct FindingMemory {
    private struct Subject: Hashable {
        var kind: ReconcileFinding.Subject
        var id: String
    }

    private var told: [Subject: ReconcileFinding] = [:]

    /// Finds the news in the findings of one reconciliation.
    ///
    /// A settled finding is told each time, since it was done each time, and ends an earlier one. A finding that
    /// something is under way says nothing of an earlier one, which stays.
    ///
    /// - Parameter findings: All findings.
    /// - Returns: Lines for the log.
    mutating func news(in findings: [ReconcileFinding]) -> [String] {
        var lines: [String] = []
        var current: [Subject: ReconcileFinding] = [:]
        var settled: Set<Subject> = []
        for finding in findings {
            let subject = Subject(kind: finding.subject, id: finding.id)
            let earlier = told[subject]
            switch finding.outcome {
            case .settled:
                settled.insert(subject)
                lines.append("\(finding)")
            case .underWay where earlier != nil:
                current[subject] = earlier
            case .underWay, .drifted, .needsAttention, .failed:
                current[subject] = finding
                let isKnown = earlier?.outcome == finding.outcome && earlier?.detail == finding.detail
                if !isKnown { lines.append("\(finding)") }
            }
        }
        let gone = told.filter { current[$0.key] == nil && !settled.contains($0.key) }
        lines += gone.values.sorted { $0.id < $1.id }.map { finding in
            "gone: \(finding.subject.rawValue) \(finding.id) (\(finding.application)): no longer"
                + " \(finding.outcome.rawValue)"
        }
        told = current
        return lines
    }
}
