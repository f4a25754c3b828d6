import Testing
import TollgateCatalogue

@testable import Tollgate

@Suite("Requests that wait for keys hold a bounded number of bytes")
struct KeyWaitersTests {
    private func wait(_ issuers: [Int], token: Int) -> KeyWait {
        KeyWait(
            fetches: issuers.map { KeyWait.Fetch(issuer: IssuerSlot(index: $0), generation: 0) }, tokenBytes: token)
    }

    /// Reserves places until there is none left.
    private func fill(_ waiters: inout KeyWaiters, _ wait: KeyWait) -> [UInt64] {
        var places: [UInt64] = []
        while let place = waiters.reserve(wait) { places.append(place) }
        return places
    }

    @Test("One issuer's take half of the bytes, and the other half is there for others")
    func boundsIssuers() {
        var waiters = KeyWaiters()
        let first = fill(&waiters, wait([0], token: 1_024))
        #expect(first.count == KeyWaiters.maximumBytesPerIssuer / 9_216 && first.count > 3_600)
        #expect(waiters.refusals == 1)
        let second = fill(&waiters, wait([1], token: 65_536))
        #expect(second.count == KeyWaiters.maximumBytesPerIssuer / (65_536 + 8_192))
        #expect(waiters.reserve(wait([0, 2], token: 100)) == nil)
        let third = fill(&waiters, wait([2], token: 0))
        #expect(waiters.bytes <= KeyWaiters.maximumBytes && third.count < 32)
        for place in first + second + third { waiters.take(id: place) }
        #expect(waiters.bytes == 0 && waiters.count == 0)
        // As much room as before.
        #expect(fill(&waiters, wait([0], token: 1_024)).count == first.count)
    }

    @Test("A place that is given back twice is given back once")
    func givesBackOnce() {
        var waiters = KeyWaiters()
        let (one, other) = (waiters.reserve(wait([0], token: 10)), waiters.reserve(wait([0, 1], token: 20)))
        for place in [one, one, other] { if let place { waiters.take(id: place) } }
        #expect(waiters.bytes == 0 && waiters.count == 0 && waiters.refusals == 0)
    }
}
