internal import NIOCore
internal import Tollgate
internal import TollgateCatalogue

/// Two connections that were upgraded (RFC 9110 §7.8): what comes on one is sent on the other, as it is.
///
/// It holds the exchange of the request that has begun it, and with it the client's place under a limit of concurrency,
/// until either side goes. Nothing is read on one connection while the other one does not take it.
final class Tunnel {
    private enum Phase: Equatable {
        case open
        /// The tunnel is over; what was written last is still being sent.
        case ending(since: Int64)
        case over
    }

    /// The name of the protocol, in lower case.
    let name: String
    var sweepPlace = 0

    private let exchange: Exchange
    private let loop: GatewayLoop
    private let limits: UpstreamLimits
    private var clientLimits: ClientLimits?
    private var client: TunnelEnd?
    private var upstream: TunnelEnd?
    /// The bytes that came before both connections were there.
    private var kept: [(TunnelEnd, ByteBuffer)] = []
    private var turn = ConnectionTurn()
    private var phase = Phase.open
    private var hasEnded = false
    /// The frames that the upstream sends, where they are followed.
    private var frames: WebSocketFrames?
    /// The reason to end it with the frame at hand, and since when there is one.
    private var farewell: (reason: EarlyEnd, since: Int64)?
    private let began: Int64
    private var lastActivity: Int64
    private var stalledSince: Int64?
    private var halfClosedSince: Int64?
    private var received: Int64 = 0
    private var sent: Int64 = 0

    /// A tunnel without connections.
    ///
    /// - Parameters:
    ///   - exchange: The exchange of the request that has begun it.
    ///   - loop: The loop of both connections.
    ///   - name: The protocol.
    ///   - limits: The longest times.
    init(_ exchange: Exchange, _ loop: GatewayLoop, to name: String, _ limits: UpstreamLimits) {
        self.exchange = exchange
        self.loop = loop
        self.name = name
        self.limits = limits
        frames = name == UpgradeProtocol.webSocket ? WebSocketFrames() : nil
        began = loop.moment
        lastActivity = loop.moment
        loop.add(self)
    }

    // MARK: - The beginning

    /// Learns where its client comes from, and what limits it has.
    func join(_ origin: ConnectionOrigin, _ limits: ClientLimits) {
        clientLimits = limits
        turn.join(loop.turns, as: origin)
    }

    /// Takes a connection over from its handler.
    ///
    /// - Parameters:
    ///   - context: The place of the handler, which the end of the tunnel takes.
    ///   - side: Whose connection it is.
    ///   - rest: The bytes that have come already.
    ///   - isInputClosed: Whether the peer has closed its side. Default: no.
    func take(
        _ context: ChannelHandlerContext, from side: TunnelEnd.Side, with rest: ByteBuffer, isInputClosed: Bool = false
    ) {
        guard phase == .open else { return context.cutConnection() }
        let end = TunnelEnd(side, of: self, isInputClosed: isInputClosed)
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.addHandler(end, position: .after(context.handler))
            switch side {
            case .client: client = end
            case .upstream: upstream = end
            }
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            context.cutConnection()
            return cut()
        }
        kept.append((end, rest))
    }

    /// Both connections are there.
    func begin() {
        let early = kept
        kept = []
        for (end, bytes) in early where bytes.readableBytes > 0 { receive(bytes, from: end) }
        client?.flush()
        upstream?.flush()
        for (end, _) in early where end.isInputClosed { inputClosed(of: end) }
        readIfWanted()
    }

    // MARK: - Bytes

    /// Bytes have come on one connection.
    func receive(_ bytes: ByteBuffer, from end: TunnelEnd) {
        guard phase == .open else { return }
        lastActivity = loop.moment
        switch end.side {
        case .client:
            received += Int64(bytes.readableBytes)
            upstream?.write(bytes)
        case .upstream: receiveAnswer(bytes)
        }
    }

    private func receiveAnswer(_ bytes: ByteBuffer) {
        var bytes = bytes
        let count = frames?.follow(bytes.readableBytesUInt8Span, toEnd: farewell != nil) ?? bytes.readableBytes
        guard let part = bytes.readSlice(length: count) else { return }
        sent += Int64(count)
        client?.write(part)
        if let farewell, frames?.isBetweenFrames == true { sayFarewell(farewell.reason) }
    }

    /// Everything was read for now: it is sent, and more is read.
    func receivedAll(from end: TunnelEnd) {
        if end.side == .client, phase == .open, !turn.take(for: self) { return }
        other(end)?.flush()
        readIfWanted()
    }

    /// A connection takes what is written, or does not for now.
    func writabilityChanged(of end: TunnelEnd) {
        lastActivity = loop.moment
        if end.side == .client { stalledSince = end.canWrite ? nil : loop.moment }
        readIfWanted()
    }

    private func readIfWanted() {
        switch phase {
        case .open:
            if upstream?.canWrite == true, !turn.isAwaited { client?.read() }
            if client?.canWrite == true { upstream?.read() }
        // Unread bytes would have what was written last thrown away.
        case .ending: client?.read()
        case .over: break
        }
    }

    private func other(_ end: TunnelEnd) -> TunnelEnd? { end.side == .client ? upstream : client }

    // MARK: - The end

    /// A peer has closed its side: the other one is told.
    func inputClosed(of end: TunnelEnd) {
        guard phase == .open else { return end.finish() }
        lastActivity = loop.moment
        other(end)?.finish()
        if other(end)?.isInputClosed ?? true {
            end.finish()
            beginEnding(.passed)
        } else if frames != nil {
            // Nobody speaks WebSocket in one direction alone (RFC 6455 §7.1.1): what is on its way may still come.
            exchange.leavePlace()
            halfClosedSince = loop.moment
        }
    }

    /// A connection is gone.
    func lost(_ end: TunnelEnd) {
        let other = other(end)
        if end === client { client = nil } else if end === upstream { upstream = nil }
        beginEnding(.passed)
        other?.finish()
        if client == nil, upstream == nil { leave() }
    }

    /// Ends it, with a word to the client where its protocol has one.
    private func end(for reason: EarlyEnd) {
        guard let frames, !frames.hasClosed else { return cut(.ended(reason)) }
        guard !frames.isBetweenFrames else { return sayFarewell(reason) }
        // The frame at hand is let to its end.
        farewell = (reason, loop.moment)
        readIfWanted()
    }

    private func sayFarewell(_ reason: EarlyEnd) {
        writeClose(reason)
        beginEnding(.ended(reason))
        upstream?.end()
        client?.finish()
        readIfWanted()
    }

    private func writeClose(_ reason: EarlyEnd) {
        let (status, words) = reason.closing
        client?.write(ByteBuffer(bytes: WebSocketFrames.close(status: status, reason: words)))
    }

    private func beginEnding(_ end: RequestEnd) {
        if phase == .open { phase = .ending(since: loop.moment) }
        guard !hasEnded else { return }
        hasEnded = true
        turn.leave()
        exchange.endTunnel(end, received: received, sent: sent)
    }

    private func cut(_ end: RequestEnd) {
        beginEnding(end)
        let (client, upstream) = (client, upstream)
        client?.cut()
        upstream?.cut()
        leave()
    }

    private func leave() {
        guard phase != .over else { return }
        phase = .over
        loop.remove(self)
    }
}

extension Tunnel: TurnTaking, Swept {
    func hasTurn() {
        turn.come()
        guard phase == .open else { return }
        upstream?.flush()
        readIfWanted()
    }

    func sweep(at now: Int64) {
        let patience = clientLimits?.farewell ?? 0
        switch phase {
        case .over: return
        case .ending(let since): return now - since > patience ? cut(.passed) : ()
        case .open: break
        }
        if let farewell { return now - farewell.since > patience ? cut(.ended(farewell.reason)) : () }
        if let rejection = exchange.reasonToEnd(isStream: true) { return end(for: .rejected(rejection)) }
        if let halfClosedSince, now - halfClosedSince > patience { return cut(.passed) }
        if let stalledSince, let limit = clientLimits?.write, now - stalledSince > limit { return cut(.aborted) }
        if let idle = limits.tunnelIdle, now - lastActivity > idle { return end(for: .idle) }
        if let whole = limits.tunnelWhole, now - began > whole { end(for: .whole) }
    }

    // It has until the deadline, as every request in progress.
    func drain() {}

    func cut() {
        guard phase == .open else { return cut(.passed) }
        if let frames, frames.isBetweenFrames, !frames.hasClosed {
            writeClose(.draining)
            beginEnding(.ended(.draining))
            client?.end()
        }
        cut(.ended(.draining))
    }
}
