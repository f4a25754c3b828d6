import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("A tunnel keeps nothing that is not taken, and ends in the way of its protocol")
struct TunnelTests {
    @Test("Neither side is read while the other one does not take what has come")
    func holdsBack() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway)
        for (from, to) in [(tunnel.client, tunnel.upstream), (tunnel.upstream, tunnel.client)] {
            to.takes(false)
            try from.send("\u{1}\u{1}a")
            let count = from.readCount
            try from.send("\u{1}\u{1}b")
            gateway.takeTurns()
            #expect(from.readCount == count)
            to.takes(true)
            #expect(from.readCount == count + 1)
            #expect(try to.received() == "\u{1}\u{1}a\u{1}\u{1}b")
        }
    }

    @Test("A client that floods its tunnel has its turns, and no more of it is read meanwhile")
    func takesTurns() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway)
        _ = try gateway.client(address: "192.0.2.8")
        gateway.takeTurns()
        for _ in 0..<20 { tunnel.client.sendLater("x") }
        let early = try tunnel.upstream.received().count
        #expect(early <= ClientTurns.mostSteps)
        for _ in 0..<4 { gateway.takeTurns() }
        #expect(try tunnel.upstream.received().count + early == 20)
    }

    @Test("What an upstream said last is sent before its end")
    func sendsTheRest() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway)
        try tunnel.upstream.send("\u{1}\u{3}bye")
        tunnel.upstream.vanish()
        #expect(try tunnel.client.received() == "\u{1}\u{3}bye")
        gateway.advance(by: .seconds(2))
        #expect(!tunnel.client.isOpen && gateway.loop.connectionCount == 0)
    }

    @Test("After ten minutes without a byte, and after a day, a client is told to go")
    func endsIdle() throws {
        for (seconds, talks, reason) in [
            (601, false, "nothing was said for too long"), (86_401, true, "the connection was open for too long"),
        ] {
            let log = AccessLog(sample: 0, capacity: 100_000)
            let gateway = try UpgradedConnection.gateway(log: log)
            let tunnel = try UpgradedConnection(gateway)
            gateway.advance(by: .seconds(599))
            if talks {
                for _ in 0..<200 {
                    try tunnel.client.send("ping")
                    gateway.advance(by: .seconds(430))
                }
            }
            gateway.advance(by: .seconds(min(seconds, 100)))
            #expect(try tunnel.client.receivedBytes() == UpgradedConnection.close(1_001, reason))
            #expect(!tunnel.upstream.isOpen)
            gateway.advance(by: .seconds(2))
            #expect(!tunnel.client.isOpen && gateway.loop.connectionCount == 0)
            let text = String(decoding: log.take().bytes, as: UTF8.self)
            #expect(text.contains(talks ? #""code":"tunnel_too_long""# : #""code":"tunnel_idle""#))
        }
    }

    @Test("An API has times of its own, or none")
    func followsBounds() throws {
        let gateway = try UpgradedConnection.gateway({
            $0.bounds.tunnelIdle = .seconds(5)
            $0.bounds.tunnelWhole = .unbounded
        })
        let tunnel = try UpgradedConnection(gateway)
        gateway.advance(by: .seconds(5))
        #expect(tunnel.client.isOpen)
        gateway.advance(by: .milliseconds(200))
        #expect(try tunnel.client.receivedBytes().first == 0x88)
    }

    @Test("A client that takes nothing for a minute is cut off")
    func cutsStalled() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway)
        tunnel.client.takes(false)
        gateway.advance(by: .seconds(61))
        #expect(!tunnel.client.isOpen && !tunnel.upstream.isOpen && gateway.loop.connectionCount == 0)
    }

    @Test("A gateway that ends leaves tunnels until its deadline, and says so between two frames")
    func drains() throws {
        for (sent, isCut) in [("", false), ("\u{1}\u{5}hello", false), ("\u{1}\u{5}hel", true), ("\u{1}", true)] {
            let gateway = try UpgradedConnection.gateway()
            let tunnel = try UpgradedConnection(gateway)
            try tunnel.upstream.send(sent)
            _ = try tunnel.client.received()
            gateway.drain()
            gateway.advance(by: .seconds(10))
            #expect(tunnel.client.isOpen)
            gateway.cut()
            #expect(
                try tunnel.client.receivedBytes() == (isCut ? [] : UpgradedConnection.close(1_001, "the gateway ends")))
            #expect(!tunnel.client.isOpen && !tunnel.upstream.isOpen && gateway.loop.connectionCount == 0)
        }
    }

    @Test("Frames are followed whatever parts they come in")
    func followsFrames() {
        let long = [UInt8](repeating: 7, count: 300)
        let frames: [[UInt8]] = [
            [0x81, 0], [0x81, 2, 1, 2], [0x02, 126, 1, 44] + long, [0x82, 127, 0, 0, 0, 0, 0, 0, 1, 44] + long,
            [0x81, 0x83, 9, 9, 9, 9, 1, 2, 3], [0x89, 0x80, 1, 2, 3, 4], [0x82, 0xFE, 0, 2, 1, 1, 1, 1, 5, 5],
        ]
        for size in [1, 2, 3, 7, 1_000] {
            var follower = WebSocketFrames()
            for frame in frames {
                #expect(follower.isBetweenFrames)
                var start = 0
                while start < frame.count {
                    let part = Array(frame[start..<min(start + size, frame.count)])
                    #expect(follower.follow(part.span) == part.count)
                    start += size
                    #expect(follower.isBetweenFrames == (start >= frame.count))
                }
            }
        }
        var follower = WebSocketFrames()
        let both = frames[1] + frames[2]
        #expect(follower.follow(Array(frames[1][..<1]).span) == 1)
        #expect(follower.follow(Array(both[1...]).span, toEnd: true) == 3 && !follower.hasClosed)
        #expect(follower.follow([0x88].span) == 1 && follower.hasClosed)
        var endless = WebSocketFrames()
        let header: [UInt8] = [0x82, 0xFF] + [UInt8](repeating: 255, count: 8) + long
        #expect(endless.follow(header.span) == header.count && !endless.isBetweenFrames)
    }
}
