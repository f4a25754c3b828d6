import NIOCore
import NIOHPACK
import NIOPosix
import NIOSSL

/// A client of HTTP/2 that sends whatever frames a test wants, right or wrong.
struct FrameClient {
    /// A frame (RFC 9113 §4.1).
    struct Frame: Equatable {
        var type: UInt8
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []

        /// Its bytes.
        var bytes: ByteBuffer {
            var buffer = ByteBuffer()
            buffer.writeInteger(UInt8(payload.count >> 16 & 255))
            buffer.writeInteger(UInt16(payload.count & 0xFFFF))
            buffer.writeInteger(type)
            buffer.writeInteger(flags)
            buffer.writeInteger(stream)
            buffer.writeBytes(payload)
            return buffer
        }

        /// The four bytes at a place, as a number.
        func number(at place: Int = 0) -> UInt32 {
            payload[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }

        static func settings(_ values: (UInt16, UInt32)...) -> Frame {
            Frame(
                type: 4,
                payload: values.flatMap { id, value in
                    FrameClient.bytes(id) + FrameClient.bytes(value)
                })
        }
        static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> Frame {
            Frame(type: 3, stream: stream, payload: FrameClient.bytes(code))
        }
        static func window(_ stream: UInt32, _ increment: UInt32) -> Frame {
            Frame(type: 8, stream: stream, payload: FrameClient.bytes(increment))
        }
        static func data(_ stream: UInt32, _ text: String, isLast: Bool = false) -> Frame {
            Frame(type: 0, flags: isLast ? 1 : 0, stream: stream, payload: Array(text.utf8))
        }
    }

    /// What has come on a stream.
    struct Answer {
        var status = ""
        var fields: [(String, String)] = []
        var body = ""
        var trailers: [(String, String)] = []
        /// The code that the stream was reset with.
        var reset: UInt32?
        /// The code that the connection was given up with.
        var goAway: UInt32?
        var isComplete = false

        subscript(name: String) -> String? { fields.first { $0.0 == name }?.1 }
    }

    static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    private var answers: [UInt32: Answer] = [:]
    /// The frames that belong to no answer.
    private(set) var others: [Frame] = []
    private(set) var isClosed = false
    /// The settings of the gateway.
    private(set) var settings: Frame?
    /// Whether windows are opened again as content comes.
    var opensWindows = true

    /// Runs `body` with a connection on which both sides have begun.
    static func with<Result>(
        port: Int, tls: ClientTLS? = nil, beginning: String? = nil, settings: Frame = .settings(),
        _ body: (inout FrameClient) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try tls?.add(to: channel)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var client = FrameClient(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            if let beginning {
                try await client.send(text: beginning)
            } else {
                try await client.send(text: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                try await client.send(settings)
            }
            return try await body(&client)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Sends bytes; on a connection that the other side has closed nothing happens.
    func send(text: String) async throws { try? await outbound.write(ByteBuffer(string: text)) }

    /// Sends bytes.
    func send(_ bytes: ByteBuffer) async throws { try? await outbound.write(bytes) }

    /// Says that nothing more will be sent.
    func finish() { outbound.finish() }

    /// Sends frames.
    func send(_ frames: Frame...) async throws { try await send(frames) }

    /// Sends frames in one piece.
    func send(_ frames: [Frame]) async throws {
        var buffer = ByteBuffer()
        for frame in frames { buffer.writeImmutableBuffer(frame.bytes) }
        try? await outbound.write(buffer)
    }

    /// A header, each field as it is, without a table (RFC 7541 §6.2.2).
    static func header(
        _ stream: UInt32, _ fields: [(String, String)], isLast: Bool = true, isWhole: Bool = true
    ) -> Frame {
        Frame(type: 1, flags: (isLast ? 1 : 0) | (isWhole ? 4 : 0), stream: stream, payload: block(fields))
    }

    /// The bytes of a header.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { name, value in [0] + text(name) + text(value) }
    }

    private static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var length: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            length.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }

    /// Waits until the answer on a stream is complete, or nothing will come any more.
    mutating func answer(_ stream: UInt32) async throws -> Answer {
        while true {
            let answer = answers[stream] ?? Answer()
            if answer.isComplete || answer.reset != nil || answer.goAway != nil { return answer }
            guard try await readFrame() != nil else { return answer }
        }
    }

    /// Waits for a frame of a kind that belongs to no answer.
    mutating func frame(_ isRight: (Frame) -> Bool) async throws -> Frame? {
        while true {
            if let place = others.firstIndex(where: isRight) { return others.remove(at: place) }
            guard try await readFrame() != nil else { return nil }
        }
    }

    /// Waits until the connection is given up, and takes the code.
    mutating func goAway() async throws -> UInt32? {
        try await frame { $0.type == 7 }.map { $0.number(at: 4) }
    }

    /// What has come on a stream so far.
    func soFar(_ stream: UInt32) -> Answer { answers[stream] ?? Answer() }

    /// Reads one frame, and answers it as a client does.
    mutating func readFrame() async throws -> Frame? {
        while true {
            if let frame = takeFrame() {
                try await handle(frame)
                return frame
            }
            do {
                guard let bytes = try await inbound.next() else { throw ChannelError.eof }
                received.writeImmutableBuffer(bytes)
            } catch {
                isClosed = true
                return nil
            }
        }
    }

    private mutating func takeFrame() -> Frame? {
        guard received.readableBytes >= 9,
            let header = received.getBytes(at: received.readerIndex, length: 9)
        else { return nil }
        let count = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
        guard received.readableBytes >= 9 + count else { return nil }
        received.moveReaderIndex(forwardBy: 9)
        let stream = header[5...].reduce(0) { $0 << 8 | UInt32($1) }
        return Frame(
            type: header[3], flags: header[4], stream: stream, payload: received.readBytes(length: count) ?? [])
    }

    private mutating func handle(_ frame: Frame) async throws {
        switch frame.type {
        case 0:
            answers[frame.stream, default: Answer()].body += String(decoding: frame.payload, as: UTF8.self)
            if opensWindows, !frame.payload.isEmpty {
                let count = UInt32(frame.payload.count)
                try await send(.window(0, count), .window(frame.stream, count))
            }
        case 1:
            var block = ByteBuffer(bytes: frame.payload)
            let fields = try decoder.decodeHeaders(from: &block).map { ($0.name, $0.value) }
            if answers[frame.stream, default: Answer()].status.first ?? "1" == "1" {
                answers[frame.stream, default: Answer()].status = fields.first?.1 ?? ""
                answers[frame.stream, default: Answer()].fields += fields
            } else {
                answers[frame.stream, default: Answer()].trailers = fields
            }
        case 3: answers[frame.stream, default: Answer()].reset = frame.number()
        case 4 where frame.flags & 1 == 0:
            settings = frame
            try await send(Frame(type: 4, flags: 1))
        case 7:
            if frame.number(at: 4) != 0 {
                for stream in answers.keys { answers[stream]?.goAway = frame.number(at: 4) }
            }
            others.append(frame)
        default: others.append(frame)
        }
        if frame.type <= 1, frame.flags & 1 == 1 { answers[frame.stream]?.isComplete = true }
    }
}
