import Foundation
import Logging
import NIOPosix
import ServiceLifecycle
import Tollgate
import TollgateConcurrency
import TollgateGateway

/// Takes over from the process that served before, and gives way to the one that serves next.
final class Relay: Sendable {
    /// The longest time that keys are waited for before the predecessor gives way.
    private static let mostSteps = 100
    private static let step = Duration.milliseconds(100)

    /// The time in which this process has what only one may have.
    let tenure: Tenure

    private let gate: Gate
    private let path: String?
    private let predecessor: Predecessor?
    /// The predecessor's sockets by their addresses, as far as no listener has them yet.
    private let given: Lock<[String: CInt]>
    /// The sockets of a service manager, in its order.
    private let inherited: Lock<[CInt]>
    private let drainSeconds: Int64
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>
    private let current = Lock<HandoverOffer?>(nil)
    private let successor = Lock<Successor?>(nil)

    /// A relay of a gate's process.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - path: The path at which one process meets the next; `nil` where none does.
    ///   - inherited: The sockets of a service manager.
    ///   - drainSeconds: The time that requests of the predecessor may take to end.
    ///   - logger: Takes a line for each step.
    ///   - now: Reads the clocks.
    ///   - clock: Measures how long keys are waited for.
    /// - Throws: ``CommandFailure`` where there is a predecessor that does not give way.
    init(
        _ gate: Gate, at path: String?, inherited: [CInt], drainSeconds: Int64, logger: Logger,
        now: @escaping @Sendable () -> Instant, clock: any Clock<Duration>
    ) throws(CommandFailure) {
        self.gate = gate
        self.path = path
        self.inherited = Lock(inherited)
        self.drainSeconds = drainSeconds
        self.logger = logger
        self.now = now
        self.clock = clock
        tenure = Tenure(clock: clock)
        do {
            predecessor = try path.flatMap { path throws(HandoverFailure) in try Predecessor(at: path) }
        } catch {
            throw CommandFailure.handover(at: path ?? "", because: "the process there does not give way: \(error)")
        }
        given = Lock(predecessor?.sockets ?? [:])
        if predecessor == nil { tenure.begin() }
    }

    // MARK: - The beginning

    /// The socket that is listening already at an address, if there is one.
    func socket(named name: String) -> BoundSocket? {
        if predecessor != nil {
            return given.withLock { $0.removeValue(forKey: name) }.map { BoundSocket($0, ownsFile: true) }
        }
        return inherited.withLock { $0.isEmpty ? nil : BoundSocket($0.removeFirst()) }
    }

    /// Closes the sockets that no listener of the configuration has: nobody would answer there.
    func closeOthers() {
        let others = given.withLock { given in
            defer { given = [:] }
            return given
        }
        for (name, socket) in others {
            logger.info("nobody listens any more where the process before did", metadata: ["address": "\(name)"])
            close(socket)
        }
    }

    /// Gets the predecessor to give way, once the keys of all issuers are there or were waited for long enough.
    func takeOver() async {
        guard let predecessor else { return }
        for _ in 0..<Self.mostSteps where !gate.keys.statuses(at: now()).allSatisfy(\.isUsable) {
            try? await clock.sleep(for: Self.step)
        }
        if let limits = await predecessor.giveWay(at: now()) {
            gate.restoreLimits(limits.quotas, at: now())
            gate.takeRates(limits.rates, at: now())
            logger.info(
                "took over from the process before",
                metadata: ["quotas": "\(limits.quotas.count)", "rates": "\(limits.rates.count)"])
        } else {
            logger.warning("the process before has gone; its sockets are served, its limits in use are not known")
        }
        tenure.begin()
    }

    /// Tells the predecessor that requests are served, and adds what clients use there until its last request has ended.
    func addTheRest() async {
        guard let rest = await predecessor?.rest(within: drainSeconds, at: now()) else { return }
        gate.addLimits(rest.quotas, at: now())
        gate.takeRates(rest.rates, at: now())
        logger.info(
            "the process before has ended",
            metadata: ["quotas": "\(rest.quotas.count)", "rates": "\(rest.rates.count)"])
    }

    // MARK: - The end

    /// Waits for a successor from now on.
    func offer(_ server: GatewayServer, names: [String]) async throws {
        guard let path else { return }
        let offer = HandoverOffer(path: path, logger: logger)
        try await offer.begin(names: names, sockets: try await server.copyListeningSockets())
        current.withLock { $0 = offer }
    }

    /// Waits until the process is told to end, or a successor serves in its place.
    ///
    /// - Returns: The limits in use that the successor was given; `nil` where there is none.
    func end(of server: GatewayServer, names: [String]) async -> LimitsInUse? {
        let given = await nextToServe(server, names: names)
        await endOffer()
        return given
    }

    /// Waits until a successor serves, and gives it the limits in use; `nil` when the process is told to end.
    private func nextToServe(_ server: GatewayServer, names: [String]) async -> LimitsInUse? {
        while let next = await nextSuccessor() {
            let given = await giveWay(server, to: next)
            if let given { return given }
            // It has gone: everything stays as it was.
            do {
                try await offer(server, names: names)
            } catch {
                logger.error("no other successor can take over", metadata: ["reason": "\(error)"])
            }
        }
        return nil
    }

    private func endOffer() async {
        let offer = current.withLock { offer in
            defer { offer = nil }
            return offer
        }
        await offer?.end()
    }

    /// Tells the successor what clients have used since.
    func tellTheRest(_ given: LimitsInUse) async {
        let rest = LimitsInUse(of: gate, at: now()).since(given)
        let successor = successor.withLock { $0 }
        do {
            try await NIOThreadPool.singleton.runIfActive { try successor?.tell(theRest: rest) }
        } catch {
            logger.warning("the successor does not know what clients have used since", metadata: ["reason": "\(error)"])
        }
    }

    /// The next process that is ready; `nil` when this one is told to end.
    private func nextSuccessor() async -> Successor? {
        let offer = current.withLock { $0 }
        return await withTaskGroup { group in
            group.addTask {
                try? await gracefulShutdown()
                return nil as Successor?
            }
            if let offer { group.addTask { await offer.successor() } }
            let successor = await group.next()
            group.cancelAll()
            return successor ?? nil
        }
    }

    private func giveWay(_ server: GatewayServer, to next: Successor) async -> LimitsInUse? {
        await server.pauseAccepting(true)
        await endOffer()
        await tenure.end()
        let given = LimitsInUse(of: gate, at: now())
        do {
            try await NIOThreadPool.singleton.runIfActive { try next.begin(with: given) }
            successor.withLock { $0 = next }
            await server.leaveSocketFiles()
            logger.info("a successor serves; requests in progress come to their end here")
            return given
        } catch {
            logger.warning("the successor has gone before it served; going on", metadata: ["reason": "\(error)"])
            tenure.begin()
            await server.pauseAccepting(false)
            return nil
        }
    }
}
