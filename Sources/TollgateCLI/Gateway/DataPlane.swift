import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Tollgate
import TollgateConfiguration
import TollgateGateway

/// Serves the requests to the APIs, on event loops of its own: nothing else takes part in how they fare.
struct DataPlane: Service {
    let gate: Gate
    let listeners: [ListenerSettings]
    let certificates: ListenerCertificates
    let limits: GatewayLimits
    let drain: DrainSettings
    let reporter: GatewayReporter
    let accessLog: AccessLog?
    let latencies: LatencyBook
    let relay: Relay
    let readiness: Readiness
    let logger: Logger
    let now: @Sendable () -> Instant
    let clock: any Clock<Duration>
    /// Called with the port of each listener, `nil` for a unix socket, once requests can come in.
    let onListening: @Sendable ([Int?]) async -> Void

    func run() async throws {
        let group = EventLoops.make()
        do {
            try await serve(on: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func serve(on group: MultiThreadedEventLoopGroup) async throws {
        let server = try await GatewayServer(
            gate: gate, limits: limits, observer: reporter, accessLog: accessLog, latencies: latencies, group: group,
            now: now, clock: clock)
        do {
            await relay.takeOver()
            var ports: [Int?] = []
            for (place, listener) in listeners.enumerated() {
                let tls = certificates.tls(at: place)
                ports.append(try await beginListening(server, listener, tls))
            }
            relay.closeOthers()
            try await relay.offer(server, names: names)
            await onListening(ports)
        } catch {
            await server.shutdown(within: .zero)
            throw error
        }
        await withTaskGroup { group in
            group.addTask { await relay.addTheRest() }
            if let given = await relay.end(of: server, names: names) {
                await end(server, keepingIdle: true)
                await relay.tellTheRest(given)
            } else {
                readiness.end()
                // Balancers send requests until they have seen that it is not ready any more.
                try? await clock.sleep(for: .seconds(drain.delaySeconds))
                await end(server, keepingIdle: false)
            }
            group.cancelAll()
        }
    }

    /// The addresses, as the configuration has them.
    private var names: [String] { listeners.map(\.address.description) }

    private func beginListening(
        _ server: GatewayServer, _ settings: ListenerSettings, _ tls: ServerTLS?
    ) async throws -> Int? {
        do {
            let listener = try GatewayListener(settings, limits, tls)
            return try await server.listen(listener, on: relay.socket(named: "\(settings.address)"))
        } catch {
            throw CommandFailure.listening("gateway", on: settings.address, error) ?? error
        }
    }

    private func end(_ server: GatewayServer, keepingIdle: Bool) async {
        let deadline = Duration.seconds(drain.deadlineSeconds)
        guard await !server.shutdown(within: deadline, keepingIdle: keepingIdle) else { return }
        logger.warning(
            "not everything has ended within the deadline for draining; the rest is cut off",
            metadata: ["server": "gateway", "deadline": "\(deadline)"])
    }
}
