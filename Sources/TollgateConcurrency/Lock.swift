public import CTollgateConcurrency
public import Synchronization

/// The one lock type of the package: a mutex that owns what it guards.
///
/// Its code is inlined into the callers: a generic that is not specialised costs more than the lock.
///
/// It is `Synchronization.Mutex` plus the annotations that ThreadSanitizer needs to understand it. Nothing may
/// suspend, perform I/O or call back into other code while the lock is held.
@safe
public struct Lock<State>: ~Copyable, @unchecked Sendable {
    // `Mutex` is Sendable; the token is an address that only ThreadSanitizer's own functions look at.
    @usableFromInline let mutex: Mutex<State>
    @usableFromInline let token: UnsafeMutableRawPointer?

    /// A free lock around `initialState`.
    @inlinable
    public init(_ initialState: consuming sending State) {
        mutex = Mutex(initialState)
        unsafe token = tollgate_lock_token_create()
    }

    @inlinable
    deinit {
        unsafe tollgate_lock_token_destroy(token)
    }

    /// Runs `body` while holding the lock and returns what it returns.
    @inlinable @inline(__always)
    public borrowing func withLock<Result, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let token = unsafe self.token
        return try mutex.withLock { (state) throws(Failure) -> sending Result in
            unsafe tollgate_lock_acquired(token)
            defer { unsafe tollgate_lock_will_release(token) }
            return try body(&state)
        }
    }

    /// Runs `body` if the lock is free, and returns `nil` without waiting if it is not.
    @inlinable @inline(__always)
    public borrowing func withLockIfAvailable<Result, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result? {
        let token = unsafe self.token
        return try mutex.withLockIfAvailable { (state) throws(Failure) -> sending Result in
            unsafe tollgate_lock_acquired(token)
            defer { unsafe tollgate_lock_will_release(token) }
            return try body(&state)
        }
    }
}
