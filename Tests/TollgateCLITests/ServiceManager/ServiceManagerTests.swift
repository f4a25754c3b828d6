import Foundation
import LogTesting
import Logging
import ServerTesting
import ServiceLifecycle
import Testing
import Tollgate
import TollgateConcurrency
import TollgateConfiguration

@testable import TollgateCLI

@Suite("A service manager hears how the process fares (sd_notify(3))", .timeLimit(.minutes(5)), .realServers)
struct ServiceManagerTests {
    /// A clock whose waits end at once, and the last of which is called off.
    private final class ShortClock: Clock {
        private let waits = Lock<[Duration]>([])
        private let count: Int
        private let start = ContinuousClock.now

        init(count: Int) { self.count = count }

        var now: ContinuousClock.Instant { start }
        var minimumResolution: Duration { .zero }
        var all: [Duration] { waits.withLock { $0 } }

        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
            let isLast = waits.withLock { waits in
                waits.append(start.duration(to: deadline))
                return waits.count == count
            }
            if isLast { throw CancellationError() }
        }
    }

    @Test(
        "Each state is one message, to a path or to a name without a file", arguments: [false, true])
    func messages(isAbstract: Bool) throws {
        let socket = try DatagramSocket(isAbstract: isAbstract)
        let manager = try #require(ServiceManager(environment: socket.environment))
        manager.notify(.ready)
        manager.notify(.reloading(Instant(unixSeconds: 5, monotonicNanoseconds: 7_000_999)))
        manager.notify(.alive)
        manager.notify(.stopping)
        #expect(
            socket.messages() == ["READY=1", "RELOADING=1\nMONOTONIC_USEC=7000", "WATCHDOG=1", "STOPPING=1"])
    }

    @Test("Without a socket, or with an address that is none, there is no service manager")
    func absent() {
        #expect(ServiceManager(environment: [:]) == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": ""]) == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]) == nil)
    }

    @Test("A socket that nobody listens to, or whose name is too long, changes nothing")
    func unheard() throws {
        for address in ["/nowhere/notify", "/" + String(repeating: "x", count: 200)] {
            try #require(ServiceManager(environment: ["NOTIFY_SOCKET": address])).notify(.ready)
        }
    }

    @Test("The watchdog is fed twice as often as it asks, and only by the process that it watches")
    func watchdog() async throws {
        let socket = try DatagramSocket()
        var environment = socket.environment
        environment["WATCHDOG_USEC"] = "30000000"
        environment["WATCHDOG_PID"] = "42"
        #expect(try #require(ServiceManager(environment: environment, processID: 43)).watchdogInterval == nil)
        let clock = ShortClock(count: 3)
        let manager = try #require(ServiceManager(environment: environment, processID: 42))
        try await #require(manager.watchdog(clock: clock)).run()
        #expect(clock.all == Array(repeating: .seconds(15), count: 3))
        #expect(socket.messages() == Array(repeating: "WATCHDOG=1", count: 3))
    }

    @Test("A watchdog interval that is no number of microseconds is none", arguments: ["", "0", "-1", "soon"])
    func watchdogInterval(text: String) throws {
        let environment = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": text]
        #expect(try #require(ServiceManager(environment: environment)).watchdogInterval == nil)
    }

    @Test("The end is told when the group begins to shut down")
    func stopping() async throws {
        let socket = try DatagramSocket()
        let manager = try #require(ServiceManager(environment: socket.environment))
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: manager.stopReport, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                logger: .silent))
        async let running: Void = group.run()
        await group.triggerGracefulShutdown()
        try await running
        #expect(socket.messages() == ["STOPPING=1"])
    }

    @Test("A gateway is ready once it listens, and reloads between two messages, also where the file cannot be used")
    func gateway() async throws {
        let socket = try DatagramSocket()
        let manager = try #require(ServiceManager(environment: socket.environment))
        let yaml = """
            issuers: { portal: { issuer: "https://idp.example", audiences: any } }
            apis: { payments: { listen_path: /payment-api/, upstream: "http://127.0.0.1:9/", issuers: [portal] } }
            gateway: { listen: 127.0.0.1:0 }
            """
        let configuration = try Configuration(yaml: yaml, file: "tollgate.yaml")
        let gateway = Gateway(configuration: configuration, logger: .silent, serviceManager: manager)
        try await LoopbackServer.run(gateway) { _ in #expect(socket.messages() == ["READY=1"]) }
        let reload = ConfigurationReload(
            .init(path: "/nowhere", signals: AsyncStream { $0.finish() }), gate: gateway.gate,
            settings: configuration.gateway, logger: .silent, serviceManager: manager)
        await reload.reload()
        let messages = socket.messages()
        #expect(messages.count == 2)
        #expect(messages.first?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        #expect(messages.last == "READY=1")
    }
}
