extension ClientState {
    /// Says whether a record in this state may take a step.
    ///
    /// Two steps also ask what is known of the client: see ``ClientRecord/applying(_:at:now:)``.
    ///
    /// - Parameter transition: The step.
    /// - Returns: `true` if the state is one of those that the step starts from.
    package func allows(_ transition: ClientTransition) -> Bool {
        transition.origins.contains(kind)
    }
}

extension ClientTransition {
    /// The states that the step starts from.
    var origins: Set<ClientState.Kind> {
        switch self {
        case .registered, .awaitingToken: [.registering]
        case .verifying, .verificationUnfinished, .verified: [.verifying]
        case .compensating: [.registering, .inDoubt]
        case .failed: [.registering, .deleting]
        case .inDoubt: [.registering, .updating]
        case .updating: [.active, .updating, .inDoubt]
        case .updated, .updateRefused, .salvaged: [.updating]
        case .managementRefused: [.updating, .deleting]
        case .secretErased: [.active, .inDoubt, .lost]
        case .resealed: [.registering, .verifying, .active, .updating, .deleting, .inDoubt, .lost]
        case .deleting: [.verifying, .active, .updating, .deleting, .inDoubt, .lost]
        case .deletionUnfinished, .deleted: [.deleting]
        case .lost: [.updating, .deleting]
        case .forgotten: [.registering, .deleting, .failed, .inDoubt, .lost]
        }
    }
}
