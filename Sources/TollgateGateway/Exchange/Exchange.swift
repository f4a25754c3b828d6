internal import NIOCore
internal import Tollgate
internal import TollgateCatalogue

/// One request and its answer: the ruling, the upstream, what it answers, all on one event loop.
///
/// It is used for one request after the other. `ticket` tells them apart for what comes back later.
final class Exchange {
    enum Stage {
        case idle
        /// The token's key is being fetched.
        case awaitingKeys
        /// A connection to the upstream was asked for.
        case connecting(UpstreamPool)
        /// The request is on its way, and so may be the answer.
        case sending(UpstreamConnection, UpstreamPool)
        /// The connections were upgraded, and belong to the tunnel.
        case tunnel(Tunnel, UpstreamPool)
    }

    /// The request; its client fills it in before `begin()`.
    var request = RequestHead()
    /// The stream that the answer goes to.
    unowned var client: (any ClientStream)?
    /// The number of the request at hand.
    private(set) var ticket: UInt64 = 0
    /// The caller that the request is from.
    private(set) var caller: UpstreamCaller?
    /// Its place among those that have a connection; only the pool changes it.
    var poolPlace = 0

    let loop: GatewayLoop
    /// The authorizer that a proxy has asked; `nil` where requests are passed on.
    let authorizer: Authorizer?
    /// The longest content in bytes, for APIs that say nothing else.
    private let usualMaximumContent: Int64?
    var stage = Stage.idle
    var admission: Admission?
    var account = RequestAccount()
    var trace: RequestTrace?
    var limits: UpstreamLimits
    /// The longest content in bytes.
    private var maximumContent: Int64?
    var upload = Upload(.none)
    /// The head of the request as the upstream is sent it, perhaps twice.
    var head: [UInt8] = []
    var hasAnswerBegun = false
    var isRepeated = false
    /// The protocol that the upstream is asked to switch to, if it is.
    private(set) var upgrade: String?
    /// The servers of the API, the place of the one that is asked, and those that were tried, as bits.
    var group: UpstreamGroup?
    var server = 0
    private var triedServers: UInt64 = 0

    /// An exchange without a request.
    ///
    /// - Parameters:
    ///   - loop: The loop of its client.
    ///   - maximumContent: The longest content of a request in bytes, for APIs that say nothing else; `nil` for any.
    ///   - authorizer: The authorizer that a proxy asks. Default: none, and requests are passed on.
    init(_ loop: GatewayLoop, maximumContent: Int64?, authorizer: Authorizer? = nil) {
        self.loop = loop
        self.authorizer = authorizer
        limits = loop.limits.upstream
        usualMaximumContent = maximumContent
    }

    // MARK: - The request

    /// A request has come: its head is in `request`, and its content follows.
    func begin() {
        ticket &+= 1
        upload = Upload(request.content)
        hasAnswerBegun = false
        isRepeated = false
        maximumContent = usualMaximumContent
        let now = loop.now()
        account.begin(at: now.monotonicNanoseconds)
        trace = loop.ledger.trace(request)
        follow(loop.judge.ruling(on: request, loop.gate.catalogue, maximumContent: maximumContent, at: now))
    }

    private func follow(_ ruling: RequestRuling) {
        if loop.ledger.log != nil { account.decided = loop.now().monotonicNanoseconds }
        switch ruling {
        case .answer(let own, let outcome, let api):
            answer(authorizer?.refusing(own) ?? own, .answered(outcome, api))
        case .refuse(let fault): refuse(fault)
        case .forward(let admission):
            if let authorizer { return admit(admission, by: authorizer) }
            maximumContent = admission.api.source.bounds.maximumBodyBytes ?? maximumContent
            forward(admission)
        case .awaitKeys(let credential, let asked):
            maximumContent = asked.api.source.bounds.maximumBodyBytes ?? maximumContent
            awaitKeys(credential, asked)
        }
    }

    /// Waits for a key: the only thing that is not done on the loop.
    private func awaitKeys(_ credential: BearerCredential, _ asked: GateRequest) {
        stage = .awaitingKeys
        account.wait()
        let (gate, eventLoop, ticket) = (loop.gate, loop.eventLoop, ticket)
        let (now, clock) = (loop.clock, loop.waitClock)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        Task {
            let decision = await gate.decision(for: credential, asked, now: now, clock: clock)
            eventLoop.execute { bound.value.decided(decision, asked, ticket: ticket) }
        }
    }

    private func decided(_ decision: Decision, _ asked: GateRequest, ticket: UInt64) {
        guard ticket == self.ticket, case .awaitingKeys = stage else {
            // Nobody waits for it any more.
            if case .admit(let pass) = decision { pass.finish() }
            return
        }
        stage = .idle
        follow(loop.judge.ruling(decision, request, asked, at: loop.now()))
    }

    private func forward(_ admission: Admission) {
        self.admission = admission
        caller = UpstreamCaller(admission.pass, address: request.origin.address)
        let group = loop.upstreams(of: admission.api)
        self.group = group
        let api = admission.api.source
        upgrade = api.upstreamProtocol == .http1 ? request.upgrade(among: api.upgrades) : nil
        if let claims = admission.api.identityClaims { request.fields.hide(where: claims.isField) }
        if let entry = api.webSocketToken { request.hideToken(entry, forwardsToken: api.forwardsToken) }
        limits = group.limits
        if let limit = request.timeLimit { limits = limits.within(limit) }
        triedServers = 0
        if !forward(admission, among: group) { conclude(.none, because: "the API has no upstream") }
    }

    /// Passes the request on to the server whose turn it is.
    ///
    /// - Returns: Whether there is one that was not tried.
    func forward(_ admission: Admission, among group: UpstreamGroup) -> Bool {
        guard let (place, choice) = group.next(except: triedServers) else { return false }
        let route = group.route(at: place)
        guard let pool = route.pool else { return false }
        server = place
        account.choice = choice
        triedServers |= 1 << UInt64(place)
        head.removeAll(keepingCapacity: true)
        trace?.send(to: group.url(at: place), in: &request.fields)
        UpstreamRequestWriter.write(
            request, admission, of: loop.gate, route, upgrade: upgrade, trace?.context, to: &head)
        connect(pool, isNew: false)
        return true
    }

    func connect(_ pool: UpstreamPool, isNew: Bool) {
        stage = .connecting(pool)
        switch pool.lease(for: self, isNew: isNew) {
        case .ready(let connection): connected(connection)
        case .pending: break
        case .refused(let failure): conclude(failure, because: "there are too many requests for the upstream")
        }
    }

    /// A part of the content has come.
    func receive(_ part: ByteBuffer) {
        // What a proxy asks about has no content here.
        if case .idle = stage { return } else if authorizer != nil { return }
        guard upload.receive(part, maximum: maximumContent, keeps: connection == nil) else {
            return refuse(.contentTooLong)
        }
        guard let connection else { return }
        UploadWriter.write(part, request.content, to: connection)
        if !connection.canWrite { client?.wantContent(false) }
    }

    /// The content has come to its end.
    func receiveEnd(trailers: FieldBlock) {
        if case .idle = stage { return }
        var trailers = trailers
        // Nobody but the gateway says who calls.
        if !trailers.lines.isEmpty, let claims = admission?.api.identityClaims { trailers.hide(where: claims.isField) }
        upload.receiveEnd(trailers)
        guard let connection else { return }
        UploadWriter.writeEnd(request.content, trailers: trailers, to: connection)
        flushUpstream()
    }

    /// Whether a part of the content was written to the upstream that is not sent yet, and not the last one.
    var hasUnsentPart: Bool { upload.needsFlush && !upload.isComplete && connection != nil }

    /// Sends what was written to the upstream.
    func flushUpstream() {
        guard upload.needsFlush, let connection else { return }
        upload.needsFlush = false
        connection.flush()
    }

    /// The client takes what is written, or does not for now.
    func clientWritabilityChanged() {
        connection?.wantAnswer(client?.canWrite ?? true)
    }

    /// Nobody waits for the answer any more.
    func cancel() { release(.aborted) }

    /// The request cannot be an exchange, or is none any more.
    ///
    /// - Parameters:
    ///   - fault: The reason.
    ///   - address: The address that it came from, for what never was a request.
    func cancel(for fault: RequestFault, from address: String) {
        if case .idle = stage { loop.ledger.log?.write(fault, from: address) }
        if account.status == 0 { account.answered(fault.status, at: loop.now().monotonicNanoseconds) }
        release(.refused(fault))
    }

    /// Ends the request, whatever it has got of the upstream.
    func release(_ end: RequestEnd) {
        switch end {
        case .aborted, .ended: account.wait()
        case .passed, .answered, .failed, .refused: break
        }
        // Before its upstream can know: whoever learns it from there may ask again on another loop.
        admission?.pass?.finish()
        switch stage {
        case .idle: return
        case .awaitingKeys: break
        case .connecting(let pool): pool.withdraw(self)
        case .sending(let connection, let pool): pool.end(self, connection, isReusable: false)
        case .tunnel(_, let pool): pool.end(self, nil, isReusable: false)
        }
        finish(end)
    }

    /// Forgets the request; its place under a limit of concurrency is free at once.
    func finish(_ end: RequestEnd) {
        loop.ledger.close(
            end, account, request, &trace, admission, server: group.map { ($0, server) }, histogram(end),
            received: upload.count, at: account.latest ?? loop.now().monotonicNanoseconds)
        ticket &+= 1
        stage = .idle
        admission?.pass?.finish()
        admission = nil
        caller = nil
        group = nil
    }
}
