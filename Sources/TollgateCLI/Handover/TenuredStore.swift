import Tollgate

/// A store that two processes have one after the other: only the one whose tenure it is saves.
struct TenuredStore: LimitStore {
    let base: any LimitStore
    let tenure: Tenure

    func load() async throws -> LimitSnapshot { try await base.load() }

    func save(_ snapshot: LimitSnapshot) async throws {
        if tenure.isOn { try await base.save(snapshot) }
    }
}
