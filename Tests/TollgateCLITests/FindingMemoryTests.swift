import Testing
import TollgateRegistrar

@testable import TollgateCLI

@Suite("What the registrar's server tells of what it finds every minute")
struct FindingMemoryTests {
    private static func finding(
        _ outcome: ReconcileFinding.Outcome, _ detail: String = "d", id: String = "c-1",
        subject: ReconcileFinding.Subject = .client
    ) -> ReconcileFinding {
        ReconcileFinding(subject: subject, id: id, application: "Acme", outcome: outcome, detail: detail)
    }

    @Test("A finding is told when it appears, when it changes and when it is gone, and not again")
    func states() {
        var memory = FindingMemory()
        #expect(memory.news(in: []) == [])
        #expect(memory.news(in: [Self.finding(.needsAttention)]) == ["needs_attention: client c-1 (Acme): d"])
        for _ in 0..<3 { #expect(memory.news(in: [Self.finding(.needsAttention)]) == []) }
        #expect(memory.news(in: [Self.finding(.needsAttention, "e")]) == ["needs_attention: client c-1 (Acme): e"])
        #expect(memory.news(in: [Self.finding(.drifted, "e")]) == ["drifted: client c-1 (Acme): e"])
        #expect(memory.news(in: []) == ["gone: client c-1 (Acme): no longer drifted"])
        #expect(memory.news(in: []) == [])
        #expect(memory.news(in: [Self.finding(.drifted, "e")]) == ["drifted: client c-1 (Acme): e"])
    }

    @Test("What was settled is told each time and ends what was told before")
    func settled() {
        var memory = FindingMemory()
        _ = memory.news(in: [Self.finding(.failed)])
        for _ in 0..<2 { #expect(memory.news(in: [Self.finding(.settled)]) == ["settled: client c-1 (Acme): d"]) }
        #expect(memory.news(in: []) == [])
    }

    @Test("An operation that is under way for a moment does not have an old finding told anew")
    func underWay() {
        var memory = FindingMemory()
        _ = memory.news(in: [Self.finding(.needsAttention)])
        #expect(memory.news(in: [Self.finding(.underWay, "busy")]) == [])
        #expect(memory.news(in: [Self.finding(.needsAttention)]) == [])
        #expect(memory.news(in: []) == ["gone: client c-1 (Acme): no longer needs_attention"])
        #expect(memory.news(in: [Self.finding(.underWay, "busy")]) == ["under_way: client c-1 (Acme): busy"])
    }

    @Test("Findings are told apart by what they are about")
    func subjects() {
        var memory = FindingMemory()
        let findings = [
            Self.finding(.failed), Self.finding(.failed, id: "c-2"), Self.finding(.failed, subject: .request),
        ]
        #expect(memory.news(in: findings).count == 3)
        #expect(memory.news(in: Array(findings.dropFirst())) == ["gone: client c-1 (Acme): no longer failed"])
    }
}
