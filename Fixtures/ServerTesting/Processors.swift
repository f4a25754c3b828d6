/// The threads that tests share.
enum Processors {
    /// What a task that steps aside waits less than where a thread is free, also on a busy machine: 50 ms.
    private static let pause = Duration.milliseconds(50)

    /// For how long none may have waited longer: 50 ms, in which tests that begin together have all come.
    private static let span = Duration.milliseconds(50)

    /// Waits until a task that steps aside goes on at once.
    static func waitUntilFree() async {
        var (freeSince, last) = (ContinuousClock.now, ContinuousClock.now)
        while freeSince.duration(to: last) < span {
            await Task.yield()
            let now = ContinuousClock.now
            if last.duration(to: now) > pause { freeSince = now }
            last = now
        }
    }
}
