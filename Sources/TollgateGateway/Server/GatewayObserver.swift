public import Tollgate

/// Sees what happens in a gateway, to count, record or log it.
///
/// All of it is called on the way of requests, on several threads, and must not wait for anything. Counters are best
/// kept by API: a look-up by name for each request costs more than the decision.
public protocol GatewayObserver: Sendable {
    /// Whether `decided` is called: it takes a string of each token.
    ///
    /// Default: no.
    var seesCredentials: Bool { get }

    /// Records that a request has got an outcome.
    ///
    /// - Parameters:
    ///   - outcome: The outcome.
    ///   - api: The API that it is for; `nil` where it is for none.
    func counted(_ outcome: GatewayOutcome, on api: CompiledAPI?)

    /// Records that the gate has decided about a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - credential: The request's credential; `nil` where it had none that could be read.
    ///   - decision: The decision of the gate, also where the API only observes.
    ///   - instant: The time of the decision.
    func decided(_ request: GateRequest, _ credential: BearerCredential?, _ decision: Decision, at instant: Instant)

    /// Records that a request was refused before the gate could decide about it.
    ///
    /// - Parameters:
    ///   - status: The status of the answer.
    ///   - code: The `code` of its body.
    func refused(status: Int, code: String)

    /// Records that a proxy was told whether a request may pass, beside the request's own outcome.
    ///
    /// - Parameters:
    ///   - outcome: The answer.
    ///   - listener: The address of the authorizer's listener, as it was asked for.
    func authorized(_ outcome: AuthorizerOutcome, on listener: GatewayListener.Address)

    /// Records that an upstream's answer could not be passed on, or not to its end.
    ///
    /// - Parameters:
    ///   - failure: The failure that the client is told, if it can be told anything.
    ///   - reason: One sentence for people; it quotes nothing that came from outside.
    ///   - api: The API.
    func failed(_ failure: UpstreamFailure, because reason: String, on api: CompiledAPI)

    /// Records that connections to an API were upgraded: a tunnel is open.
    func tunnelOpened(on api: CompiledAPI)

    /// Records that a tunnel has ended.
    func tunnelClosed(on api: CompiledAPI)

    /// Records that one of several servers of an API has failed too often and gets no requests for a while.
    ///
    /// Each event loop finds it out by itself.
    ///
    /// - Parameters:
    ///   - server: Its URL, as the configuration has it.
    ///   - api: The API.
    ///   - seconds: The time.
    func upstreamEjected(_ server: String, of api: CompiledAPI, forSeconds seconds: Int64)

    /// Records that a server that was ejected has answered again.
    func upstreamReturned(_ server: String, of api: CompiledAPI)

    /// Records that a server has failed so many checks that it gets no requests.
    func upstreamCheckFailed(_ server: String, of api: CompiledAPI)

    /// Records that the checks of a server succeed again.
    func upstreamCheckRecovered(_ server: String, of api: CompiledAPI)

    /// Records that an upstream's name cannot be resolved.
    ///
    /// It is called once, and again when resolving had worked meanwhile.
    ///
    /// - Parameters:
    ///   - name: The name, as the configuration has it.
    ///   - reason: The system's words.
    ///   - knownAddresses: The number of addresses from earlier look-ups that are used on.
    func resolvingFailed(_ name: String, because reason: String, knownAddresses: Int)

    /// Records that a name can be resolved again.
    func resolvingRecovered(_ name: String)

    /// Records that a connection is not served.
    ///
    /// Anybody who can reach the listener can bring it about, as often as they like: it is to be counted, and not to be
    /// logged each time.
    ///
    /// - Parameters:
    ///   - reason: The reason.
    ///   - listener: The address of the listener, as it was asked for.
    ///   - address: The address that has connected, as text; empty over a unix socket, and where it was not accepted.
    func connectionRefused(_ reason: ConnectionRefusal, on listener: GatewayListener.Address, from address: String)

    /// Records why a connection was closed on a listener that requires PROXY protocol, beside its refusal.
    ///
    /// A proxy that connects and closes without a byte, to see whether somebody listens, does not bring it about.
    ///
    /// - Parameters:
    ///   - fault: The reason.
    ///   - address: The address that has connected, as text; empty over a unix socket.
    func proxyProtocolRefused(_ fault: ProxyProtocolFault, from address: String)

    /// Records that a connection to a listener with TLS has come to nothing.
    ///
    /// Anybody who can reach the listener can bring it about, as often as they like.
    ///
    /// - Parameter fault: The reason.
    func handshakeFailed(_ fault: HandshakeFault)

    /// Records that a connection could not be accepted, for want of descriptors or memory.
    ///
    /// Another attempt follows in a second.
    func acceptingFailed(_ error: any Error)
}

extension GatewayObserver {
    /// No.
    public var seesCredentials: Bool { false }
    /// Does nothing.
    public func counted(_ outcome: GatewayOutcome, on api: CompiledAPI?) {}
    /// Does nothing.
    public func decided(
        _ request: GateRequest, _ credential: BearerCredential?, _ decision: Decision, at instant: Instant
    ) {}
    /// Does nothing.
    public func refused(status: Int, code: String) {}
    /// Does nothing.
    public func authorized(_ outcome: AuthorizerOutcome, on listener: GatewayListener.Address) {}
    /// Does nothing.
    public func failed(_ failure: UpstreamFailure, because reason: String, on api: CompiledAPI) {}
    /// Does nothing.
    public func tunnelOpened(on api: CompiledAPI) {}
    /// Does nothing.
    public func tunnelClosed(on api: CompiledAPI) {}
    /// Does nothing.
    public func upstreamEjected(_ server: String, of api: CompiledAPI, forSeconds seconds: Int64) {}
    /// Does nothing.
    public func upstreamReturned(_ server: String, of api: CompiledAPI) {}
    /// Does nothing.
    public func upstreamCheckFailed(_ server: String, of api: CompiledAPI) {}
    /// Does nothing.
    public func upstreamCheckRecovered(_ server: String, of api: CompiledAPI) {}
    /// Does nothing.
    public func resolvingFailed(_ name: String, because reason: String, knownAddresses: Int) {}
    /// Does nothing.
    public func resolvingRecovered(_ name: String) {}
    /// Does nothing.
    public func connectionRefused(
        _ reason: ConnectionRefusal, on listener: GatewayListener.Address, from address: String
    ) {}
    /// Does nothing.
    public func proxyProtocolRefused(_ fault: ProxyProtocolFault, from address: String) {}
    /// Does nothing.
    public func handshakeFailed(_ fault: HandshakeFault) {}
    /// Does nothing.
    public func acceptingFailed(_ error: any Error) {}
}
