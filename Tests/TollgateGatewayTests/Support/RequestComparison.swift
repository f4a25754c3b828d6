import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import TollgateGateway

/// One request, in the words that both parsers have for it.
struct ParsedRequest: Equatable {
    var method = ""
    var target = ""
    var fields: [String] = []
    var content: [UInt8] = []
    var trailers: [String] = []
    var isComplete = false
}

/// The requests that the gateway's parser and llhttp find in the same bytes.
struct RequestComparison {
    /// Those that the gateway's parser finds, and the fault behind them.
    let own: [ParsedRequest]
    let fault: RequestFault?
    /// Those that llhttp, without leniency, finds, and whether it finds a fault behind them.
    let others: [ParsedRequest]
    let hasOthersFault: Bool

    /// Parses bytes in parts.
    init(_ parts: [[UInt8]]) {
        (own, fault) = Self.parse(parts)
        (others, hasOthersFault) = Self.parseOtherwise(parts)
    }

    /// The difference between a request that the gateway's parser has found and the one that llhttp has; `nil` where
    /// they are the same, or llhttp is stricter for a reason that is known.
    var difference: String? {
        for (index, request) in own.enumerated() {
            guard others.indices.contains(index) else {
                // It knows some forty methods; RFC 9110 §9.1 knows no end of them.
                if case .RAW = HTTPMethod(rawValue: request.method) { return nil }
                return hasOthersFault ? "llhttp refuses \(request)" : "llhttp does not find \(request)"
            }
            var (request, other) = (request, Self.originForm(others[index]))
            // What is on its way to its end may be further there.
            if !request.isComplete || !other.isComplete {
                let count = min(request.content.count, other.content.count)
                request.content = Array(request.content.prefix(count))
                other.content = Array(other.content.prefix(count))
                request.trailers = []
                other.trailers = []
                if fault == nil, !hasOthersFault, request.isComplete != other.isComplete { return "an end is missing" }
                request.isComplete = other.isComplete
            }
            if request != other { return "llhttp reads \(other), and not \(request)" }
        }
        return nil
    }

    /// A request with the path alone where its target is absolute, as the gateway's parser reads it.
    private static func originForm(_ request: ParsedRequest) -> ParsedRequest {
        let target = request.target
        guard !target.hasPrefix("/"), target.lowercased().hasPrefix("http://") else { return request }
        var request = request
        let rest = target.dropFirst(7).drop { $0 != "/" && $0 != "?" }
        request.target = rest.hasPrefix("/") ? String(rest) : "/" + rest
        return request
    }

    private static func parse(_ parts: [[UInt8]]) -> ([ParsedRequest], RequestFault?) {
        var parser = RequestParser(maximumHeadBytes: 65_536)
        var head = RequestHead()
        var requests: [ParsedRequest] = []
        for part in parts {
            parser.receive(ByteBuffer(bytes: part))
            do throws(RequestFault) {
                while let event = try parser.next(into: &head) {
                    switch event {
                    case .head: requests.append(request(head))
                    case .content(let content): requests[requests.count - 1].content += Array(content.readableBytesView)
                    case .end:
                        requests[requests.count - 1].isComplete = true
                        requests[requests.count - 1].trailers =
                            head.content == .streamed ? lines(parser.trailers) : []
                        // Nothing is read behind it; llhttp believes `Connection` in trailers as well.
                        if !head.keepsAlive || parser.trailers.hasLine(.connection) { return (requests, nil) }
                    }
                }
            } catch {
                return (requests, error)
            }
        }
        return (requests, nil)
    }

    private static func request(_ head: RequestHead) -> ParsedRequest {
        var request = ParsedRequest()
        request.method = head.method
        request.target = head.target
        request.fields = lines(head.fields)
        return request
    }

    private static func lines(_ block: FieldBlock) -> [String] {
        // NIO has strings, and repairs what is no UTF-8.
        block.lines.map { block.text($0.name) + ":" + block.text($0.value) }
    }

    private static func parseOtherwise(_ parts: [[UInt8]]) -> ([ParsedRequest], Bool) {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 65_536
        limits.maxHeaderListSize = 65_536
        limits.maxHeaderFieldCount = FieldBlock.maximumCount
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
        defer { _ = try? channel.finish() }
        var hasFault = false
        for part in parts where !hasFault {
            do {
                try channel.writeInbound(ByteBuffer(bytes: part))
            } catch {
                hasFault = true
            }
        }
        var requests: [ParsedRequest] = []
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                var request = ParsedRequest()
                request.method = head.method.rawValue
                request.target = head.uri
                request.fields = lines(head.headers)
                requests.append(request)
            case .body(let content): requests[requests.count - 1].content += Array(content.readableBytesView)
            case .end(let trailers):
                requests[requests.count - 1].isComplete = true
                requests[requests.count - 1].trailers = trailers.map(lines) ?? []
            }
        }
        return (requests, hasFault)
    }

    private static func lines(_ headers: HTTPHeaders) -> [String] {
        // White space at the end is no part of a value (RFC 9110 §5.5), and is left on here.
        headers.map { header in
            let value = header.value.utf8.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed()
            return header.name + ":" + String(decoding: Array(value), as: UTF8.self)
        }
    }
}
