internal import CTollgateConcurrency

/// Numbers for threads.
package enum ThreadNumber {
    /// The number of the calling thread.
    ///
    /// Threads are numbered from 1 on as they ask, and keep their number. Threads that are alive may share one only
    /// after 2³² others have come and gone: it is for choosing a place in a table, never for telling threads apart.
    package static var current: Int { Int(tollgate_thread_number()) }
}
