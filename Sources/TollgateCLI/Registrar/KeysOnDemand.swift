import Tollgate
import TollgateConcurrency
import TollgateKeys

/// Keeps a gate's keys fresh from the moment on that they are needed for the first time.
///
/// Most commands of the registrar never look at a token, and must not ask every issuer for its keys.
final class KeysOnDemand: Sendable {
    private struct State {
        var loading: Task<Void, Never>?
        var refreshing: Task<Void, Never>?
    }

    private let service: KeyRefreshService
    private let state = Lock(State())

    init(_ service: KeyRefreshService) {
        self.service = service
    }

    /// Returns when the keys of every issuer have been asked for once.
    func load() async {
        let loading = state.withLock { state in
            if let loading = state.loading { return loading }
            let service = service
            let loading = Task { _ = try? await service.loadAll() }
            state.loading = loading
            state.refreshing = Task {
                await loading.value
                if !Task.isCancelled { try? await service.run() }
            }
            return loading
        }
        await loading.value
    }

    /// Ends the refreshing, and returns when it has ended.
    func stop() async {
        let tasks = state.withLock { [$0.loading, $0.refreshing].compactMap(\.self) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
