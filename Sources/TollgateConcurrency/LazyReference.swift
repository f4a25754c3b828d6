public import Synchronization

/// A reference that is set once, by whoever comes first, and read by everybody without a lock.
///
/// It is `AtomicLazyReference` but for where its code is: that of the standard library is called through its generic
/// form, which costs more than the load.
@safe
public struct LazyReference<Instance: AnyObject & Sendable>: ~Copyable, @unchecked Sendable {
    // An owned reference, which never changes once it is there.
    @usableFromInline let reference: Atomic<Unmanaged<Instance>?>

    /// Nothing yet.
    @inlinable
    public init() {
        unsafe reference = Atomic(nil)
    }

    @inlinable
    deinit {
        unsafe reference.load(ordering: .acquiring)?.release()
    }

    /// The instance, if there is one.
    @inlinable
    public func load() -> Instance? {
        unsafe reference.load(ordering: .acquiring)?.takeUnretainedValue()
    }

    /// Sets the instance if there is none.
    ///
    /// - Returns: The instance that there is now.
    @inlinable
    public func storeIfNil(_ instance: consuming Instance) -> Instance {
        let new = unsafe Unmanaged.passRetained(instance)
        let (exchanged, original) = unsafe reference.compareExchange(
            expected: nil, desired: new, ordering: .acquiringAndReleasing)
        guard !exchanged, let original = unsafe original else { return unsafe new.takeUnretainedValue() }
        unsafe new.release()
        return unsafe original.takeUnretainedValue()
    }
}
