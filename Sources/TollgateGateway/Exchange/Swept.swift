/// An object that a loop checks once a step, to end it where it has taken too long.
protocol Swept: AnyObject {
    /// Its place among all of them; only the loop changes it.
    var sweepPlace: Int { get set }

    /// Ends what has taken too long.
    ///
    /// - Parameter now: The moment in nanoseconds.
    func sweep(at now: Int64)

    /// Ends what does nothing, since the gateway ends.
    func drain()

    /// Ends at once.
    func cut()
}
