/// The request of h2spec's cases, with a token, and frames of it.
struct ConformanceRequest: Sendable {
    typealias Frame = FrameClient.Frame

    /// Its fields, the first four of which are pseudo-fields: `:method`, `:scheme`, `:authority`, `:path`.
    let fields: [(String, String)]

    /// The fields with another method.
    func fields(_ method: String) -> [(String, String)] { [(":method", method)] + fields.dropFirst() }

    /// The fields without the one with a name.
    func without(_ name: String) -> [(String, String)] { fields.filter { $0.0 != name } }

    /// The bytes of the fields, with others behind them.
    func block(_ more: [UInt8] = []) -> [UInt8] { FrameClient.block(fields) + more }

    /// HEADERS of a whole GET request.
    func get(_ stream: UInt32 = 1) -> Frame { FrameClient.header(stream, fields) }

    /// HEADERS of a GET request whose end has not come.
    func open(_ stream: UInt32 = 1) -> Frame { FrameClient.header(stream, fields, isLast: false) }

    /// HEADERS of a POST request, with more fields.
    func post(_ more: (String, String)...) -> Frame {
        FrameClient.header(1, fields("POST") + more, isLast: false)
    }

    /// HEADERS of a whole GET request, with more fields.
    func get(adding more: (String, String)...) -> Frame { FrameClient.header(1, fields + more) }

    /// HEADERS of a whole GET request, with bytes behind or before its fields.
    func get(adding more: [UInt8] = [], behind prefix: [UInt8] = []) -> Frame {
        Frame(type: 1, flags: 5, stream: 1, payload: prefix + block(more))
    }

    /// HEADERS that are not whole.
    func part(isLast: Bool = true, method: String = "GET") -> Frame {
        FrameClient.header(1, fields(method), isLast: isLast, isWhole: false)
    }
}

extension FrameClient.Frame {
    static func ping(_ bytes: [UInt8] = [UInt8](repeating: 0, count: 8), flags: UInt8 = 0) -> Self {
        Self(type: 6, flags: flags, payload: bytes)
    }

    static func priority(_ stream: UInt32, on other: UInt32 = 0, isExclusive: Bool = false, weight: UInt8 = 255) -> Self
    {
        Self(type: 2, stream: stream, payload: FrameClient.bytes(other | (isExclusive ? 1 << 31 : 0)) + [weight])
    }

    static func goAway(_ code: UInt32, stream: UInt32 = 0) -> Self {
        Self(type: 7, stream: stream, payload: [0, 0, 0, 0] + FrameClient.bytes(code))
    }

    /// CONTINUATION with a field of 4 000 bytes.
    static func continuation(_ stream: UInt32 = 1, isWhole: Bool = true) -> Self {
        .continuation(
            stream, FrameClient.block([("x-dummy0", String(repeating: "x", count: 4_000))]), isWhole: isWhole)
    }

    static func continuation(_ stream: UInt32 = 1, _ block: [UInt8], isWhole: Bool = true) -> Self {
        Self(type: 9, flags: isWhole ? 4 : 0, stream: stream, payload: block)
    }
}
