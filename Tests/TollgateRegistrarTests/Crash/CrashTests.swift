import CrashWorld
import Foundation
import ServerTesting
import Testing
import TollgateRegistrar
import TollgateTesting

/// The registrar is killed (a process of its own, SIGKILL) at each point of each operation, then reconciled.
@Suite("A registrar that is killed", .realServers, .serialized)
struct CrashTests {
    struct Death: Sendable, CustomTestStringConvertible {
        let operation: CrashOperation
        let point: CrashPoint
        let rotatesTokens: Bool

        var testDescription: String {
            "\(operation.rawValue), \(point.rawValue), \(rotatesTokens ? "rotating" : "lasting") tokens"
        }

        static let all = CrashOperation.allCases.flatMap { operation in
            operation.points.flatMap { point in
                [false, true].map { Death(operation: operation, point: point, rotatesTokens: $0) }
            }
        }

        /// Whether the answer with the new registration access token died with the process.
        var losesToken: Bool {
            rotatesTokens && operation != .delete && operation != .prove && (point == .unanswered || point == .answered)
        }
    }

    @Test(
        "leaves no client that nobody knows of, no second one, and no registration token that could have been kept",
        arguments: Death.all)
    func killed(_ death: Death) async throws {
        let provider = CrashProvider(rotatesTokens: death.rotatesTokens, rotatesSecrets: death.operation == .rotate)
        try await provider.serve { issuer in
            let site = try await CrashSite(
                issuer: issuer, provider: provider, driver: death.operation == .rotate ? .glewlwyd : .other,
                checksTokens: death.operation == .prove)
            defer { site.remove() }
            try await check(death, site)
        }
    }

    private func check(_ death: Death, _ site: CrashSite) async throws {
        let request = try await site.request().id
        var record = request
        if death.operation != .create, death.operation != .prove {
            record = try #require(try await site.registrar.approve(request, by: "admin").state.client)
        }
        let process = MortalProcess()
        let kill: @Sendable () -> Void = { process.kill() }
        site.provider.whenChanged(
            received: death.point == .received ? kill : nil, done: death.point == .unanswered ? kill : nil)
        let signal = try await process.run(
            database: site.database, issuer: site.issuer, operation: death.operation, record: record,
            subscription: request, point: death.point)
        #expect(signal == SIGKILL)
        site.provider.whenChanged(received: nil, done: nil)

        let early = try await site.registrar.reconcile()
        #expect(early.allSatisfy { $0.outcome != .failed }, "\(early)")
        site.clock.advance(by: .seconds(180))
        let findings = try await site.registrar.reconcile()
        #expect(findings.allSatisfy { death.losesToken || $0.outcome != .failed }, "\(findings)")
        if death.losesToken || death.operation == .delete {
            // It is believed only after it was said for an hour.
            for _ in 0..<3 {
                site.clock.advance(by: .seconds(1800))
                _ = try await site.registrar.reconcile()
            }
        }
        try await site.checkBooks(tokensAreKept: !death.losesToken)
        try await checkOutcome(of: death, site, request: request, record: record)
        let second = try await site.registrar.reconcile()
        #expect(second.allSatisfy { $0.outcome == .needsAttention || $0.outcome == .failed }, "\(second)")
    }

    /// What the operation has come to after all.
    private func checkOutcome(
        of death: Death, _ site: CrashSite, request: String, record: String
    ) async throws {
        switch death.operation {
        case .create:
            let state = try await site.registrar.request(request).state
            let client = try await site.registrar.clients().first
            switch death.point {
            // Nobody had asked for anything: the request is still pending, or was approved and is carried out.
            case .beforeIntent, .committed: #expect(state.client != nil || state == .pending)
            default: #expect(client?.state.name == "in_doubt")
            }
        case .prove:
            let client = try #require(try await site.registrar.clients().first)
            #expect(client.state == .active)
            #expect(try await site.registrar.request(request).state == .fulfilled(client: client.id))
        case .update:
            let client = try await site.registrar.client(record)
            guard !death.losesToken else {
                #expect(client.state.name == "lost")
                return
            }
            #expect(client.state == .active)
            let plan = death.point == .beforeIntent ? "free" : "gold"
            #expect(client.settings.subscriptions.map(\.plan) == [plan])
            #expect(site.provider.clients.values.first?.members["scope"] == .string("product_payments \(plan)_plan"))
        case .rotate:
            let client = try await site.registrar.client(record)
            guard !death.losesToken else {
                #expect(client.state.name == "lost")
                return
            }
            #expect(client.state == .active)
            // If the answer with the new secret died with the process, a rotation brings one that works.
            _ = try await site.registrar.rotateSecret(record)
            let secret = try await site.registrar.revealSecret(record).clientSecret
            #expect(secret?.reveal() == site.provider.clients.values.first?.secret)
        case .delete:
            let client = try await site.registrar.client(record)
            let isGone = death.point != .beforeIntent
            #expect(client.state.name == (isGone ? (client.state.name == "lost" ? "lost" : "deleted") : "active"))
            #expect(site.provider.clients.isEmpty == isGone)
        }
    }
}
