import Foundation
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateConfiguration
import TollgateGateway
import TollgatePrometheus
import TollgateTesting

@testable import TollgateCLI

@Suite("The certificates of listeners are those of their files, all or nothing")
struct ListenerCertificatesTests {
    private let folder: TemporaryFolder
    private let metrics = PrometheusRegistry()
    private let log = CollectedLog()

    init() throws {
        folder = try TemporaryFolder()
        try use("server")
    }

    private func use(_ name: String, key: String? = nil) throws {
        for (file, name) in [("a", name), ("a-key", key ?? name + "-key")] {
            try Data(try TLSFixture.bytes(name)).write(
                to: URL(fileURLWithPath: "\(folder.path)/\(file).pem"), options: .atomic)
        }
    }

    private func certificates(_ clock: ManualClock) throws -> ListenerCertificates {
        var listener = ListenerSettings(.tcp(ListenAddress(host: "127.0.0.1", port: 0)))
        listener.tls = ListenerTLSSettings([
            .init(certificateFile: folder.path + "/a.pem", keyFile: folder.path + "/a-key.pem")
        ])
        return try ListenerCertificates(
            [ListenerSettings(.unix(path: "/x")), listener], logger: log.logger, metrics: metrics,
            now: { Instant(unixSeconds: 4_949_000_000, monotonicNanoseconds: 0) }, clock: clock)
    }

    @Test("New files count after they have stayed the same for a second, and are counted and told")
    func watches() async throws {
        let clock = ManualClock()
        let certificates = try certificates(clock)
        #expect(certificates.tls(at: 0) == nil)
        let tls = try #require(certificates.tls(at: 1))
        let before = tls.notAfter
        try await withThrowingTaskGroup { group in
            group.addTask { try await certificates.run() }
            try await clock.waitForSleepers()
            try use("wildcard")
            for _ in 0..<2 {
                clock.advance(by: ListenerCertificates.interval)
                try await clock.waitForSleepers()
            }
            #expect(tls.notAfter != before)
            try use("server", key: "client-key")
            for _ in 0..<2 {
                clock.advance(by: ListenerCertificates.interval)
                try await clock.waitForSleepers()
            }
            group.cancelAll()
        }
        #expect(tls.notAfter != before)
        let text = metrics.text()
        #expect(text.contains("tollgate_certificate_reloads_total{result=\"success\"} 1\n"))
        #expect(text.contains("tollgate_certificate_reloads_total{result=\"failure\"} 1\n"))
        #expect(text.contains("tollgate_certificate_days_left{file=\"\(folder.path)/a.pem\"} "))
        #expect(
            log.messages == ["certificates reloaded", "certificates were not reloaded; the old ones stay"])
        #expect(log.lines.last?.contains("certificate 0: expected its private key in PEM") == true)
    }

    @Test("Files that cannot be used keep a gateway from starting, and it says which")
    func refusesToStart() throws {
        try use("server", key: "client-key")
        #expect {
            _ = try certificates(ManualClock())
        } throws: { error in
            (error as? CommandFailure)?.message.contains("cannot speak TLS on 127.0.0.1:0") == true
        }
        try FileManager.default.removeItem(atPath: folder.path + "/a.pem")
        #expect {
            _ = try certificates(ManualClock())
        } throws: { error in
            (error as? CommandFailure)?.message.contains("a.pem cannot be read") == true
        }
    }
}
