internal import TollgateClientFeed
internal import TollgateRegistrar

/// Polls the records for all gates that follow the feed, as long as there is one.
///
/// The records are looked at four times a second, so that a change by any process that shares the database is told
/// within a second. Every 15 s a batch without changes goes out where there was nothing to say.
actor ClientFeedHub {
    /// The time between two polls.
    static let pause = Duration.milliseconds(250)
    private static let pollsPerComment = 60

    private let clock: any Clock<Duration>
    private var followers: [UInt64: AsyncStream<ClientFeedBatch<CatalogueScopes>>.Continuation] = [:]
    private var lastFollower: UInt64 = 0
    /// Up to where the records have been looked at; `nil` until a gate has been told everything.
    private var reader: RegistrarFeedCursor?
    private var silence = 0
    private var isPolling = false

    /// A hub without followers.
    init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
    }

    /// The number of gates that follow.
    var followerCount: Int { followers.count }

    /// The batches from now on; it ends if the records cannot be read.
    ///
    /// Of a gate that is slower than the batches only the newest one waits: it then reads itself what it has missed.
    func follow() -> AsyncStream<ClientFeedBatch<CatalogueScopes>> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ClientFeedBatch<CatalogueScopes>.self, bufferingPolicy: .bufferingNewest(1))
        lastFollower &+= 1
        let number = lastFollower
        continuation.onTermination = { [weak self] _ in Task { await self?.leave(number) } }
        followers[number] = continuation
        if !isPolling {
            isPolling = true
            Task { await poll() }
        }
        return stream
    }

    /// A gate has read everything up to its position by itself.
    func hasCaughtUp(_ cursor: RegistrarFeedCursor) {
        reader = reader ?? cursor
    }

    private func leave(_ number: UInt64) {
        followers[number] = nil
        if followers.isEmpty { reader = nil }
    }

    /// Polls until no gate follows any more.
    private func poll() async {
        repeat {
            try? await clock.sleep(for: Self.pause)
            do throws(RegistrationError) {
                if let batch = try await nextBatch() {
                    for follower in followers.values { follower.yield(batch) }
                }
            } catch {
                // The gates connect again and are told of the failure then.
                for follower in followers.values { follower.finish() }
            }
        } while !followers.isEmpty
        isPolling = false
    }

    private func nextBatch() async throws(RegistrationError) -> ClientFeedBatch<CatalogueScopes>? {
        guard var cursor = reader else { return nil }
        let start = cursor.position
        let text = try await cursor.next()
        // Everybody may have left meanwhile. Where there is much to tell, the first that has read it goes on from there.
        reader = followers.isEmpty || !cursor.hasCaughtUp ? nil : cursor
        silence += 1
        guard cursor.position != start || silence >= Self.pollsPerComment else { return nil }
        silence = 0
        return ClientFeedBatch(
            start: start, end: cursor.position, terms: cursor.terms, text: cursor.hasCaughtUp ? text : nil)
    }
}
