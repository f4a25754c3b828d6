import Testing
import TollgateRegistrar

@Suite("States of a client")
struct ClientStateTests {
    private static let registration = ClientRegistration(
        clientID: "c", clientSecret: nil, secretExpiresAt: 0, registrationAccessToken: nil,
        registrationClientURI: nil, members: [:])

    /// Every step, and the states that it starts from.
    private static let table: [(step: ClientTransition, origins: Set<ClientState.Kind>)] = [
        (.registered(registration), [.registering]),
        (.awaitingToken(registration), [.registering]),
        (.verifying(operationID: "o"), [.verifying]),
        (.verificationUnfinished(reason: "r"), [.verifying]),
        (.verified, [.verifying]),
        (.compensating(registration), [.registering, .inDoubt]),
        (.failed(reason: "r"), [.registering, .deleting]),
        (.inDoubt(reason: "r", clientID: nil), [.registering, .updating]),
        (.updating(operationID: "o"), [.active, .updating, .inDoubt]),
        (.updated(registration, settings: nil), [.updating]),
        (.updateRefused, [.updating]),
        (.managementRefused(ManagementRefusals(count: 1, since: 0, lastAt: 0), doubt: nil), [.updating, .deleting]),
        (.salvaged(registration, reason: "r"), [.updating]),
        (.secretErased(), [.active, .inDoubt, .lost]),
        (
            .resealed(clientSecret: nil, registrationAccessToken: nil),
            [.registering, .verifying, .active, .updating, .deleting, .inDoubt, .lost]
        ),
        (.deleting(operationID: "o"), [.verifying, .active, .updating, .deleting, .inDoubt, .lost]),
        (.deletionUnfinished, [.deleting]),
        (.deleted, [.deleting]),
        (.lost(reason: "r"), [.updating, .deleting]),
        (.forgotten, [.registering, .deleting, .failed, .inDoubt, .lost]),
    ]

    @Test("A state allows the steps that start from it and no other")
    func allowed() throws {
        for (step, origins) in Self.table {
            for kind in ClientState.Kind.allCases {
                let state = try #require(ClientState(name: kind.rawValue, reason: "r"))
                #expect(state.allows(step) == origins.contains(kind), "\(kind): \(step.name)")
            }
        }
    }

    @Test("No step starts from a client that was deleted")
    func deleted() {
        #expect(Self.table.allSatisfy { !ClientState.deleted.allows($0.step) })
    }

    @Test("A state is read back from its name and its reason", arguments: ClientState.Kind.allCases)
    func named(kind: ClientState.Kind) throws {
        let state = try #require(ClientState(name: kind.rawValue, reason: "r"))
        #expect(state.kind == kind)
        #expect(ClientState(name: state.name, reason: state.reason) == state)
        #expect(ClientState(name: "none", reason: nil) == nil)
    }
}
