internal import NIOCore
internal import Tollgate

/// One connection with the gate in front of its handler: one request at a time, in the order in which they came.
///
/// It stays on the channel's event loop. Only a wait for keys leaves it, and comes back.
final class GateConnection<Form: MessageForm> {
    private enum Stage {
        /// The next part is the head of a request.
        case idle
        /// The keys of a request's token are being fetched.
        case awaitingKeys(Form.RequestHead, RequestSummary, GateRequest)
        /// The next handler has the request.
        case admitted(Admission)
        /// The request was answered here; the rest of it is thrown away.
        case discarding
        /// The last request was answered here; the connection ends with it.
        case ending
        /// Nothing is taken any more.
        case closed
    }

    private let judge: RequestJudge
    private let settings: GateHandlerConfiguration
    /// Whether each request has a channel of its own, which ends with it.
    private let isMultiplexed: Bool
    private var context: ChannelHandlerContext?
    private var stage = Stage.idle
    private var held: HeldParts<Form.RequestPart>
    private var isTaking = false
    private var wantsRead = false
    /// The number of the request at hand, for what comes back later.
    private var ticket: UInt64 = 0
    private var hasRequestEnded = false
    private var hasAnswerBegun = false
    /// Whether the whole answer was written; where it is one of the gate's, whether it was sent.
    private var hasAnswerEnded = false
    private var discardedBytes = 0
    private var date = HTTPDate()
    /// The origin of the page that has sent the request at hand; empty where none is told.
    private var origin = ""

    /// A connection that asks `gate`.
    init(_ gate: Gate, _ settings: GateHandlerConfiguration, isMultiplexed: Bool) {
        judge = RequestJudge(gate: gate, observers: settings.observers)
        self.settings = settings
        self.isMultiplexed = isMultiplexed
        held = HeldParts(maximumBytes: settings.maximumHeldBytes)
    }

    // MARK: - The channel

    func added(_ context: ChannelHandlerContext) { self.context = context }

    /// The handler is taken out of its pipeline; a request that was not decided about goes nowhere.
    func removed() {
        let isUndecided = if case .awaitingKeys = stage { true } else { !held.isEmpty }
        release()
        if isUndecided { context?.close(promise: nil) }
        context = nil
    }

    /// The channel is closed: nothing is kept.
    func release() {
        ticket &+= 1
        if case .admitted(let admission) = stage { admission.pass?.finish() }
        stage = .closed
        held.removeAll()
    }

    /// Whether bytes may be asked for now; if not, they are asked for later.
    func mayRead() -> Bool {
        guard !held.isEmpty else { return true }
        wantsRead = true
        return false
    }

    /// The client takes what is written, or does not for now.
    func writabilityChanged() { takeHeld() }

    /// The client will send nothing more.
    ///
    /// - Returns: Whether the next handler is to know it now.
    func closedInput() -> Bool {
        switch stage {
        case .closed: return true
        case .discarding, .ending:
            // What has not come to its end will not.
            stage = .ending
            hasRequestEnded = true
            if hasAnswerEnded { close() }
            return false
        case .awaitingKeys: break
        case .idle, .admitted: if held.isEmpty { return true }
        }
        if !held.append(.inputClosed, size: 0) { close() }
        return false
    }

    /// Something is wrong with what came, and a handler in front may have answered already.
    func failed() {
        switch stage {
        case .awaitingKeys, .discarding, .ending: close()
        case .idle, .admitted, .closed: break
        }
    }

    private func close() {
        release()
        context?.close(promise: nil)
    }

    // MARK: - Requests

    /// A part of a request has come.
    func receive(_ part: Form.RequestPart) {
        if case .closed = stage { return }
        if held.isEmpty, !isTaking, canTake {
            isTaking = true
            take(part)
            isTaking = false
        } else if !held.append(.part(part), size: Form.size(of: part)) {
            return close()
        }
        takeHeld()
    }

    /// Whether it is the turn of the next part.
    private var canTake: Bool {
        switch stage {
        // A client that reads no answers is asked for no more requests.
        case .idle: context?.channel.isWritable ?? false
        case .awaitingKeys, .closed: false
        case .admitted: !hasRequestEnded
        case .discarding, .ending: true
        }
    }

    /// Takes what is held, as far as it is its turn.
    private func takeHeld() {
        guard !isTaking, !held.isEmpty else { return }
        isTaking = true
        while canTake, let item = held.popFirst() {
            switch item {
            case .part(let part): take(part)
            case .inputClosed: if closedInput() { context?.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
            }
        }
        isTaking = false
        guard held.isEmpty, wantsRead else { return }
        wantsRead = false
        context?.read()
    }

    private func take(_ part: Form.RequestPart) {
        switch (stage, Form.piece(of: part)) {
        case (.idle, .head(let head)): begin(head)
        case (.admitted, .content): context?.fireChannelRead(NIOAny(part))
        case (.admitted(let admission), .end):
            hasRequestEnded = true
            context?.fireChannelRead(NIOAny(Form.lastPart(part, admission)))
            settleIfEnded()
        case (.discarding, .content(let bytes)), (.ending, .content(let bytes)):
            discardedBytes += bytes
            if discardedBytes > settings.maximumDiscardedBytes { close() }
        case (.discarding, .end): stage = .idle
        case (.ending, .end):
            hasRequestEnded = true
            if hasAnswerEnded { close() }
        // A client that was told so sends no further request.
        case (.ending, .head), (.closed, _): break
        // No decoder gives parts in another order.
        case (.idle, _), (.awaitingKeys, _), (.admitted, _), (.discarding, _): close()
        }
    }

    private func begin(_ head: Form.RequestHead) {
        ticket &+= 1
        hasRequestEnded = false
        hasAnswerBegun = false
        hasAnswerEnded = false
        let summary = Form.summary(of: head)
        follow(judge.ruling(on: summary, at: settings.now()), head, summary)
    }

    private func follow(_ ruling: RequestRuling, _ head: Form.RequestHead, _ summary: RequestSummary) {
        switch ruling {
        case .admit(let admission): admit(head, summary, admission)
        case .answer(let answer): self.answer(answer, to: summary)
        case .awaitKeys(let credential, let asked): awaitKeys(head, summary, asked, credential)
        }
    }

    private func admit(_ head: Form.RequestHead, _ summary: RequestSummary, _ admission: Admission) {
        var head = head
        Form.admit(&head, summary, admission)
        stage = .admitted(admission)
        origin = summary.origin
        if settings.firesAdmissions { context?.fireUserInboundEventTriggered(admission) }
        context?.fireChannelRead(NIOAny(Form.part(head)))
    }

    /// Waits for keys: the only thing that is not done on the loop.
    private func awaitKeys(
        _ head: Form.RequestHead, _ summary: RequestSummary, _ asked: GateRequest, _ credential: BearerCredential
    ) {
        guard let eventLoop = context?.eventLoop else { return }
        stage = .awaitingKeys(head, summary, asked)
        let (gate, ticket, now, clock) = (judge.gate, ticket, settings.now, settings.clock)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        Task {
            let decision = await gate.decision(for: credential, asked, now: now, clock: clock)
            eventLoop.execute { bound.value.decided(decision, ticket: ticket) }
        }
    }

    private func decided(_ decision: Decision, ticket: UInt64) {
        guard ticket == self.ticket, case .awaitingKeys(let head, let summary, let asked) = stage else {
            // Nobody waits for it any more.
            if case .admit(let pass) = decision { pass.finish() }
            return
        }
        isTaking = true
        follow(judge.ruling(decision, on: summary, asked, at: settings.now()), head, summary)
        isTaking = false
        takeHeld()
        context?.fireChannelReadComplete()
    }

    // MARK: - Answers

    /// The next handler writes a part of an answer.
    ///
    /// - Returns: The part in its place, where it is another one.
    func replacement(for part: Form.ResponsePart) -> Form.ResponsePart? {
        guard case .head(var head) = Form.piece(of: part), case .admitted(let admission) = stage, !hasAnswerBegun
        else { return nil }
        hasAnswerBegun = true
        Form.settle(&head, admission)
        let isOpen = admission.pass == nil && admission.observed == nil
        if let policy = admission.api.crossOriginPolicy(isGateway: false, isOpen: isOpen) {
            Form.settle(&head, policy, origin: origin)
        }
        return Form.part(head)
    }

    /// The next handler has written a part of an answer.
    func wrote(_ part: Form.ResponsePart) {
        guard case .end = Form.piece(of: part), case .admitted(let admission) = stage, hasAnswerBegun else { return }
        hasAnswerEnded = true
        // Its place under a limit of concurrency is free at once.
        admission.pass?.finish()
        settleIfEnded()
        takeHeld()
    }

    private func settleIfEnded() {
        if case .admitted = stage, hasRequestEnded, hasAnswerEnded { stage = .idle }
    }

    /// Answers a request in the place of the next handler.
    private func answer(_ answer: GateAnswer, to summary: RequestSummary) {
        guard let context else { return }
        discardedBytes = 0
        let closes = !isMultiplexed && summary.isLast(discarding: settings.maximumDiscardedBytes)
        stage = closes ? .ending : .discarding
        let head = Form.head(
            of: answer, to: summary, date: date.text(unixSeconds: settings.now().unixSeconds), closes: closes)
        context.write(NIOAny(Form.part(head)), promise: nil)
        if !summary.isHead, !answer.text.isEmpty {
            context.write(NIOAny(Form.part(context.channel.allocator.buffer(string: answer.text))), promise: nil)
        }
        let (ticket, sent) = (ticket, context.eventLoop.makePromise(of: Void.self))
        sent.futureResult.assumeIsolated().whenComplete { _ in self.sentAnswer(ticket: ticket) }
        context.writeAndFlush(NIOAny(Form.lastPart), promise: sent)
    }

    /// An answer of the gate's is sent; behind the last one says that nothing more will come, and leaves the client a
    /// moment.
    private func sentAnswer(ticket: UInt64) {
        guard ticket == self.ticket, let context else { return }
        hasAnswerEnded = true
        guard case .ending = stage else { return }
        guard !hasRequestEnded else { return close() }
        // Closed at once it would be reset by what is still to be read, and the client might lose the answer.
        let closed = context.eventLoop.makePromise(of: Void.self)
        closed.futureResult.assumeIsolated().whenFailure { _ in self.close() }
        context.close(mode: .output, promise: closed)
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(settings.farewell)) { self.close() }
    }
}
