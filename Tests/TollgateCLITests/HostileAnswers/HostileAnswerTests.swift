import Foundation
import HostileAnswers
import ServerTesting
import Testing
import TollgateOutbound

/// Security review S1, CWE-617: one malformed answer of any server ended the process.
///
/// That a process goes on is shown by the tests that come after these.
@Suite("Every outbound client survives every answer", .realServers, .serialized, .timeLimit(.minutes(10)))
struct HostileAnswerTests {
    /// How many spoilt answers each client meets; `TOLLGATE_HOSTILE_ANSWERS` says another number.
    private static let spoiltCount =
        ProcessInfo.processInfo.environment["TOLLGATE_HOSTILE_ANSWERS"].flatMap { Int($0) } ?? 1_000

    @Test("Every status from 000 to 999 is an answer or an error", arguments: OutboundSubject.allCases)
    func everyStatus(subject: OutboundSubject) async throws {
        try await OutboundWorld.run { number, base in
            let type = "Content-Type: \(subject.contentType)\r\n"
            var answer = RawAnswer(status: number, fields: type, body: Array(subject.content(base).utf8))
            // A tunnel would be waited for.
            if subject == .proxy { answer.closes = true }
            return answer
        } _: { world in
            let outcomes = await world.outcomes(of: subject, count: 1_000)
            let good = outcomes.indices.filter { outcomes[$0] }
            switch subject {
            case .proxy: #expect(good.isEmpty)
            case .registration, .management: #expect(good == [200, 201])
            case .webhook: #expect(good == Array(200...299))
            default: #expect(good == [200])
            }
        }
    }

    @Test(
        "Bits that are flipped, bytes that go or come, heads that swell and framing that lies are answers or errors",
        arguments: OutboundSubject.allCases)
    func spoiltAnswers(subject: OutboundSubject) async throws {
        try await OutboundWorld.run { number, base in
            var mutator = AnswerMutator(seed: UInt64(number))
            return mutator.answer(contentType: subject.contentType, subject.content(base))
        } _: { world in
            let outcomes = await world.outcomes(of: subject, count: Self.spoiltCount)
            let good = outcomes.count { $0 }
            // Some of it does no harm, and most of it does.
            #expect(subject == .proxy ? good == 0 : good > 0)
            #expect(good < outcomes.count)
        }
    }

    @Test("What an upstream may not say is a 502, also where it is 101, and the gateway goes on")
    func upstreamStatus() async throws {
        try await OutboundWorld.run { number, _ in
            RawAnswer(status: number, body: Array("{}".utf8))
        } _: { world in
            for status in [0, 1, 99, 100, 101, 102, 199, 200, 299, 404, 599, 600, 999] {
                let answer = try await world.client.send(
                    OutboundRequest(url: "\(world.gateway)/payment-api/n\(status)/"))
                #expect(answer.status == (status < 200 ? 502 : status))
            }
        }
    }
}
