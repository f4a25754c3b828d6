import NIOCore
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Calls of gRPC are refused in its own way", .realServers, .timeLimit(.minutes(5)))
struct GRPCTests {
    private func call(_ world: HTTP2World, _ more: (String, String)...) -> [(String, String)] {
        world.request("POST", "/payment-api/x") + [("content-type", "application/grpc+proto"), ("te", "trailers")]
            + more
    }

    @Test("A refused call is answered with trailers alone")
    func refuses() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                var stream: UInt32 = 1
                for (change, status, message) in [
                    ({ $0[4].1 = "Bearer x" }, "16", "compact JSON Web Token"),
                    ({ $0.remove(at: 4) }, "16", "A bearer access token is needed"),
                    ({ $0[3].1 = "/elsewhere" }, "12", "There is no API at this path."),
                    ({ $0[2].1 = "" }, "3", "Host field"),
                ] as [((inout [(String, String)]) -> Void, String, String)] {
                    var fields = call(world)
                    change(&fields)
                    try await client.send(FrameClient.header(stream, fields, isLast: false), .data(stream, "x"))
                    let answer = try await client.answer(stream)
                    #expect(answer.status == "200" && answer["grpc-status"] == status)
                    #expect(answer["grpc-message"]?.contains(message) == true)
                    #expect(answer["content-type"] == "application/grpc" && answer["content-length"] == nil)
                    #expect(answer.body.isEmpty && answer.isComplete)
                    if status == "16" { #expect(answer["www-authenticate"]?.hasPrefix("Bearer realm=") == true) }
                    stream += 2
                }
            }
        }
    }

    @Test("Other requests are refused as ever")
    func leavesOthersAlone() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                for (place, type) in ["application/json", "application/grpcx", "text/application/grpc"].enumerated() {
                    let stream = UInt32(1 + 2 * place)
                    var fields = world.request()
                    fields[4].1 = "Bearer x"
                    try await client.send(FrameClient.header(stream, fields + [("content-type", type)]))
                    #expect(try await client.answer(stream).status == "401", "\(type)")
                }
            }
        }
    }

    @Test("The time that a client allows is the upstream's")
    func honoursTimeouts() async throws {
        try await HTTP2World.run(answer: { _ in "" }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, call(world, ("grpc-timeout", "20m"))))
                let answer = try await client.answer(1)
                #expect(answer["grpc-status"] == "4")
            }
        }
    }

    @Test(
        "A timeout is digits and a unit",
        arguments: [
            ("1H", 3_600_000_000_000), ("2M", 120_000_000_000), ("3S", 3_000_000_000), ("4m", 4_000_000), ("5u", 5_000),
            ("99999999n", 99_999_999), ("99999999H", nil), ("123456789S", nil),
            ("S", nil), ("-1S", nil), ("1 S", nil), ("1", nil), ("1x", nil), ("", nil),
        ] as [(String, Int?)])
    func readsTimeouts(text: String, expected: Int?) {
        let bytes = Array(text.utf8)
        #expect(GRPCTimeout.nanoseconds(bytes.span, 0..<bytes.count) == expected.map(Int64.init))
    }
}
