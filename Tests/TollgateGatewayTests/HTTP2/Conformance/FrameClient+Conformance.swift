import Testing

extension FrameClient {
    /// The first frame of a server is its SETTINGS (RFC 9113 §3.4).
    mutating func expectSettingsFirst() async throws {
        let frame = try #require(await readFrame())
        #expect(frame.type == 4 && frame.flags & 1 == 0)
    }

    /// Waits until both sides have begun.
    mutating func begin() async throws {
        while settings == nil { _ = try #require(await readFrame()) }
        try await expectAcknowledgement()
    }

    /// The next SETTINGS with ACK.
    mutating func expectAcknowledgement() async throws {
        _ = try #require(await frame { $0.type == 4 && $0.flags & 1 == 1 })
    }

    /// Changes settings, and waits until they are in force.
    mutating func change(_ settings: Frame) async throws {
        try await send(settings)
        try await expectAcknowledgement()
    }

    /// Sends a request, and waits for the whole answer.
    mutating func complete(_ request: Frame) async throws {
        try await send(request)
        let answer = try await answer(request.stream)
        #expect(answer.isComplete)
    }

    /// The next DATA frame has a length.
    mutating func expectData(_ count: Int) async throws {
        while let frame = try await readFrame() {
            if frame.type == 0 { return #expect(frame.payload.count == count) }
        }
        Issue.record("no DATA frame")
    }

    /// Checks what has come of a case.
    mutating func expect(_ outcome: ConformanceCase.Outcome) async throws {
        switch outcome {
        case .nothing: break
        case .answer: #expect(try await answer(1).status == "200")
        case .data(let count): try await expectData(count)
        case .ping(let bytes):
            let frame = try await frame { $0.type == 6 }
            #expect(frame == .ping(bytes, flags: 1))
        case .end: #expect(try await readToEnd() != nil)
        case .goAway: #expect(try await goAway() ?? 0 != 0)
        case .reset(let code):
            #expect(try await frameOfEnd().map { [UInt32($0.type), $0.code] } == [3, code.rawValue])
        case .streamError(let codes):
            let frame = try #require(await frameOfEnd())
            #expect(codes.map(\.rawValue).contains(frame.code), "\(frame)")
        case .connectionError(let codes):
            let code = try #require(await goAway())
            #expect(codes.map(\.rawValue).contains(code), "\(code)")
            #expect(try await readToEnd() != nil)
        }
    }

    /// The first RST_STREAM, or GOAWAY of an error.
    private mutating func frameOfEnd() async throws -> Frame? {
        while let frame = try await readFrame() {
            if frame.type == 3 || frame.type == 7 && frame.code != 0 { return frame }
        }
        return nil
    }

    /// Reads until the connection has ended.
    private mutating func readToEnd() async throws -> Bool? {
        while try await readFrame() != nil {}
        return isClosed ? true : nil
    }
}

extension FrameClient.Frame {
    /// The code of RST_STREAM or GOAWAY.
    fileprivate var code: UInt32 { number(at: type == 3 ? 0 : 4) }
}
