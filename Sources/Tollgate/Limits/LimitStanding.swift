/// The requests that are left of the limits that decided, in numbers alone.
struct LimitStanding {
    /// One limit.
    struct Entry {
        /// The number of requests that are left.
        let remaining: Int64
        /// In how many seconds all of them are there again.
        let resetSeconds: Int64
    }

    /// The rate, unless it is unlimited or none is set.
    var rate: Entry?
    /// The quota, unless it is unlimited or none is set.
    var quota: Entry?
}
