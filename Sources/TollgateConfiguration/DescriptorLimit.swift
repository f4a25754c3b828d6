internal import Foundation

/// The limit of files and connections that the process may have open at once (`RLIMIT_NOFILE`).
package enum DescriptorLimit {
    /// The value that the limit may be raised to without privileges.
    package static var hard: Int { limits.hard }

    /// Raises the limit to what is allowed.
    ///
    /// - Returns: The limit that holds from now on.
    package static func raise() -> Int {
        let limits = limits
        guard limits.soft < limits.hard, raiseSoftLimit() else { return limits.soft }
        return limits.hard
    }

    #if canImport(Glibc)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_NOFILE }
    #endif

    private static var limits: (soft: Int, hard: Int) {
        var limits = rlimit()
        guard unsafe getrlimit(resource, &limits) == 0 else { return (1_024, 1_024) }
        return (Int(clamping: limits.rlim_cur), Int(clamping: limits.rlim_max))
    }

    private static func raiseSoftLimit() -> Bool {
        var limits = rlimit()
        guard unsafe getrlimit(resource, &limits) == 0 else { return false }
        limits.rlim_cur = limits.rlim_max
        return unsafe setrlimit(resource, &limits) == 0
    }
}
