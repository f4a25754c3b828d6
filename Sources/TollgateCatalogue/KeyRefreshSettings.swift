/// The settings for fetching an issuer's keys again.
///
/// All values are in seconds.
public struct KeyRefreshSettings: Hashable, Sendable {
    /// The time between two scheduled fetches, unless the server's `max-age` is shorter.
    ///
    /// Default: 600.
    public var intervalSeconds: Int64
    /// The shortest time between two fetches that unknown key ids cause.
    ///
    /// Default: 30.
    public var cooldownSeconds: Int64
    /// The longest time that one fetch may take, in seconds.
    ///
    /// Default: 5.
    public var timeoutSeconds: Int64
    /// The time that keys are used after the last fetch that worked, in seconds.
    ///
    /// Default: 86 400, a day.
    public var maximumStaleSeconds: Int64

    /// Settings with these values.
    public init(
        intervalSeconds: Int64 = 600, cooldownSeconds: Int64 = 30, timeoutSeconds: Int64 = 5,
        maximumStaleSeconds: Int64 = 86_400
    ) {
        self.intervalSeconds = intervalSeconds
        self.cooldownSeconds = cooldownSeconds
        self.timeoutSeconds = timeoutSeconds
        self.maximumStaleSeconds = maximumStaleSeconds
    }
}
