import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateNIO

@Suite("Requests of one connection are taken one at a time, in their order")
struct OrderTests {
    @Test("A pipelined request is held until the answer before it has ended, and reading stops meanwhile")
    func holdsPipelinedRequests() throws {
        let server = try EmbeddedServer()
        server.handler.answersAtOnce = false
        server.request(.GET, "/payment-api/1")
        server.request(.GET, "/payment-api/2", HTTPHeaders())
        server.request(.GET, "/payment-api/3")
        #expect(server.handler.seen == ["/payment-api/1", "end"])
        let reads = server.readCount
        server.channel.read()
        #expect(server.readCount == reads)
        server.handler.answer("one")
        #expect(server.handler.seen == ["/payment-api/1", "end", "/payment-api/3", "end"])
        #expect(server.readCount == reads + 1)
        server.handler.answer("three")
        #expect(try server.answers().map(\.status) == [200, 401, 200])
    }

    @Test("An answer may end before its request, whose rest still reaches the handler that answered")
    func answersEarly() throws {
        let server = try EmbeddedServer()
        server.handler.answersAtOnce = false
        server.sendHead(.POST, "/payment-api/1")
        server.handler.answer()
        server.sendBody("late")
        server.sendEnd()
        server.request(.GET, "/payment-api/2")
        #expect(server.handler.seen == ["/payment-api/1", "late", "end", "/payment-api/2", "end"])
    }

    @Test("A client that reads no answers gets no more of them")
    func stopsAtFullOutput() throws {
        let server = try EmbeddedServer()
        server.request(.GET, "/elsewhere", HTTPHeaders())
        server.channel.isWritable = false
        server.channel.pipeline.fireChannelWritabilityChanged()
        for _ in 0..<3 { server.request(.GET, "/elsewhere", HTTPHeaders()) }
        #expect(try server.answers().count == 1)
        server.channel.isWritable = true
        server.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try server.answers().count == 3)
    }

    @Test("More than is held ends the connection, and frees the place of the request in progress")
    func holdsNoMore() throws {
        let server = try EmbeddedServer(
            catalogue: { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) },
            configuration: { $0.maximumHeldBytes = 3_000 })
        let token = server.token()
        server.handler.answersAtOnce = false
        server.request(headers: server.headers(token: token))
        server.sendHead(.POST, "/payment-api/2")
        server.sendBody(String(repeating: "x", count: 500))
        #expect(server.isOpen)
        server.sendBody(String(repeating: "x", count: 3_000))
        #expect(!server.isOpen)
        #expect(try server.test.rejection(token) == nil)
    }

    @Test("The end of the client's side stays behind the requests that came before it")
    func keepsTheEndInPlace() throws {
        let server = try EmbeddedServer()
        server.handler.answersAtOnce = false
        server.request(.GET, "/payment-api/1")
        server.request(.GET, "/payment-api/2")
        server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(server.handler.seen == ["/payment-api/1", "end"])
        server.handler.answer()
        #expect(server.handler.seen == ["/payment-api/1", "end", "/payment-api/2", "end"])
        server.handler.answer()
        #expect(server.handler.seen.last == "closed")
    }

    @Test("The end of the client's side in the content of a rejected request ends the connection")
    func endsInContent() throws {
        let server = try EmbeddedServer()
        server.sendHead(.POST, "/payment-api/1", HTTPHeaders())
        server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(try server.answer()?.status == 401)
        #expect(!server.isOpen && server.handler.seen.isEmpty)
    }

    @Test("A handler that is taken out with requests held lets none of them through")
    func isTakenOut() throws {
        let server = try EmbeddedServer()
        server.handler.answersAtOnce = false
        server.request(.GET, "/payment-api/1")
        server.request(.GET, "/payment-api/2", HTTPHeaders())
        server.channel.pipeline.syncOperations.removeHandler(server.gateHandler, promise: nil)
        server.channel.embeddedEventLoop.run()
        #expect(!server.isOpen && server.handler.seen == ["/payment-api/1", "end"])
    }

    @Test("Parts in an order that no decoder gives end the connection", arguments: 0..<3)
    func refusesStrayParts(kind: Int) throws {
        let server = try EmbeddedServer()
        server.handler.answersAtOnce = false
        switch kind {
        case 0: server.sendBody("x")
        case 1: server.sendEnd()
        default:
            server.sendHead()
            server.sendHead()
        }
        #expect(!server.isOpen && server.handler.heads.count <= 1)
    }

    @Test("Random requests, parts, answers and ends: the handler sees each admitted request whole and in order")
    func survivesAnything() throws {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<200 {
            let server = try EmbeddedServer(configuration: { $0.maximumDiscardedBytes = 50 })
            let token = server.token()
            server.handler.answersAtOnce = false
            var admitted: [String] = []
            var answered = 0
            for number in 0..<Int.random(in: 1...6, using: &generator) {
                let isGood = Bool.random(using: &generator)
                let uri = "/payment-api/\(number)"
                let headers = isGood ? server.headers(token: token) : HTTPHeaders()
                if isGood, server.isOpen { admitted += [uri, "end"] }
                server.sendHead(.POST, uri, headers)
                if Bool.random(using: &generator), !isGood { server.sendBody("content") }
                server.sendEnd()
                if Bool.random(using: &generator), answered < server.handler.heads.count {
                    server.handler.answer()
                    answered += 1
                }
            }
            while answered < server.handler.heads.count {
                server.handler.answer()
                answered += 1
            }
            #expect(server.handler.seen == admitted)
            #expect(server.isOpen)
        }
    }
}
