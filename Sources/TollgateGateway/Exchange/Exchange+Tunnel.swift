internal import NIOCore
internal import Tollgate
internal import TollgateCatalogue

// Upgrades: the request of which the connections become a tunnel (RFC 9110 §7.8).
extension Exchange {
    /// Whether a 101 is the one that was asked for.
    func accepts(_ head: ResponseHead) -> Bool {
        guard let upgrade, let place = head.upgrade, FieldValue.equals(head.fields.bytes.span, place, upgrade) else {
            return false
        }
        guard let entry = admission?.api.source.webSocketToken else { return true }
        // It was never told of the entry with the token, and whatever it makes up is not the client's to see.
        return WebSocketProtocols.token(in: head.fields, entry) == .none
    }

    /// The upstream has switched protocols: both connections are handed over to a tunnel.
    func receiveSwitch(_ head: ResponseHead) {
        guard case .sending(let connection, let pool) = stage, let upgrade, let api = admission?.api, let client else {
            return
        }
        let head = begunAnswer(head)
        group?.latencies.record(
            RequestEnd.passed.fate(admission), nanoseconds: (account.latest ?? account.began) - account.began)
        account.upgrade = upgrade
        account.wait()
        let tunnel = Tunnel(self, loop, to: upgrade, limits)
        stage = .tunnel(tunnel, pool)
        loop.observer.tunnelOpened(on: api)
        client.switchProtocols(tunnel, head, adding: loop.added.block)
        self.client = nil
        connection.handOver(to: tunnel)
        tunnel.begin()
    }

    /// The place under a limit of concurrency is free: one side of the tunnel has gone.
    func leavePlace() { admission?.pass?.finish() }

    /// The tunnel has come to its end.
    ///
    /// - Parameters:
    ///   - end: Why.
    ///   - received: The bytes that have passed to the upstream.
    ///   - sent: The bytes that have passed to the client.
    func endTunnel(_ end: RequestEnd, received: Int64, sent: Int64) {
        guard case .tunnel = stage else { return }
        if let api = admission?.api { loop.observer.tunnelClosed(on: api) }
        upload.pass(received)
        account.answerBytes = sent
        release(end)
    }
}
