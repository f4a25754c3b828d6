public import Testing
public import TollgateRegistrar

/// What every store must do: each case is one rule, checked against an empty store.
public enum ClientStoreContract: String, CaseIterable, Sendable {
    case providerNamesAreUnique = "A provider's name is taken once"
    case providersAreReplaced = "A provider can be replaced by one of its name, and by no other"
    case usedProvidersStay = "A provider stays as long as a client or an offer refers to it, which are named"
    case intentsStartTheRecord = "A client's record begins as registering, version 1, at a provider that exists"
    case recordsComeBackWhole = "Every part of a record comes back as it was written"
    case waitingClientsAreKept = "A client that waits for its first token is kept like one that is active, and why"
    case slotsAreTakenOnce = "Of two records for one slot the second is refused until the first is final"
    case clientsBelongToOneRecord = "A client of an issuer belongs to one record, whatever the state of that"
    case clientsAreToldApartByBytes = "Clients are told apart by the bytes of their identifiers, and by their issuers"
    case stepsKeepTheClient = "No step gives a record that has a client another one"
    case oneOfManyHasTheClient = "Of a hundred records that get one client at once exactly one has it"
    case refusalsAreCounted = "What a provider refuses is kept until it lets the client be managed again"
    case versionsAreCompared = "A step that starts from an old version is refused and changes nothing"
    case rulesAreKept = "A step that the state does not allow is refused and changes nothing"
    case oneOfManyWins = "Of a hundred steps from one version at once exactly one is made"
    case oneOfManyBegins = "Of a hundred records for one slot at once exactly one begins"
    case unsentRecordsAreDiscarded = "A record whose registration was not sent goes without a trace, and no other does"
    case changesAreOrdered = "The changes after a sequence number are each record once, as it is now, in order"
    case changesAreMarked = "A change is remembered with a mark of its own, whatever becomes of its record"
    case changesAreNews = "A step counts as a change only if gates have to be told something else of the client"
    case revealedSecretsAreRemembered = "What a revealed secret is recognised by stays until there is a new secret"
    case usedApplicationsStay = "An application stays as long as it has a client that is not final"
    case applicationsChangeByVersion = "An application changes only from the version that was seen"
    case requestsAreOpenOnce = "The same is asked for once as long as the request is open"
    case requestsAreDecidedOnce = "Of a hundred decisions at once exactly one is made"
    case requestsGoWithTheirApplication = "An application takes its requests with it"
    case offersAreReplaced = "A product has one offer, at a provider that exists"
    case noticesWaitInOrder = "Notices wait in their order until they are delivered or given up, and each is added once"
    case stepsBringTheirNotices = "A step and its notice are committed together, and a step that is refused brings none"
    case listsComeInWindows = "A list comes in parts that together are the whole, with its length, oldest first"
    case listsAreFiltered = "A list is filtered by owner, application, provider and state, and counts what is left"
    case turnsComeOneByOne = "Of a hundred operations in one queue at once one runs at a time, and all of them run"
    case queuesHaveALimit = "An operation that finds its queue full is not run, and another queue is not held up"
    case locksExcludeEachOther = "A lock is shared or exclusive, is had at once or not at all, and is given back"

    /// Checks the rule; what is broken is recorded as an issue of the test that runs.
    ///
    /// - Parameter store: An empty store.
    /// - Throws: What the store throws although the rule does not expect it.
    public func check(_ store: any RegistrarStore) async throws {
        let rules = StoreRules(store: store)
        switch self {
        case .providerNamesAreUnique: try await rules.providerNamesAreUnique()
        case .providersAreReplaced: try await rules.providersAreReplaced()
        case .usedProvidersStay: try await rules.usedProvidersStay()
        case .intentsStartTheRecord: try await rules.intentsStartTheRecord()
        case .recordsComeBackWhole: try await rules.recordsComeBackWhole()
        case .waitingClientsAreKept: try await rules.waitingClientsAreKept()
        case .slotsAreTakenOnce: try await rules.slotsAreTakenOnce()
        case .clientsBelongToOneRecord: try await rules.clientsBelongToOneRecord()
        case .clientsAreToldApartByBytes: try await rules.clientsAreToldApartByBytes()
        case .stepsKeepTheClient: try await rules.stepsKeepTheClient()
        case .oneOfManyHasTheClient: try await rules.oneOfManyHasTheClient()
        case .refusalsAreCounted: try await rules.refusalsAreCounted()
        case .versionsAreCompared: try await rules.versionsAreCompared()
        case .rulesAreKept: try await rules.rulesAreKept()
        case .oneOfManyWins: try await rules.oneOfManyWins()
        case .oneOfManyBegins: try await rules.oneOfManyBegins()
        case .unsentRecordsAreDiscarded: try await rules.unsentRecordsAreDiscarded()
        case .changesAreOrdered: try await rules.changesAreOrdered()
        case .changesAreMarked: try await rules.changesAreMarked()
        case .changesAreNews: try await rules.changesAreNews()
        case .revealedSecretsAreRemembered: try await rules.revealedSecretsAreRemembered()
        case .usedApplicationsStay: try await rules.usedApplicationsStay()
        case .applicationsChangeByVersion: try await rules.applicationsChangeByVersion()
        case .requestsAreOpenOnce: try await rules.requestsAreOpenOnce()
        case .requestsAreDecidedOnce: try await rules.requestsAreDecidedOnce()
        case .requestsGoWithTheirApplication: try await rules.requestsGoWithTheirApplication()
        case .offersAreReplaced: try await rules.offersAreReplaced()
        case .noticesWaitInOrder: try await rules.noticesWaitInOrder()
        case .stepsBringTheirNotices: try await rules.stepsBringTheirNotices()
        case .listsComeInWindows: try await rules.listsComeInWindows()
        case .listsAreFiltered: try await rules.listsAreFiltered()
        case .turnsComeOneByOne: try await rules.turnsComeOneByOne()
        case .queuesHaveALimit: try await rules.queuesHaveALimit()
        case .locksExcludeEachOther: try await rules.locksExcludeEachOther()
        }
    }
}

extension ClientStoreContract: CustomTestStringConvertible {
    /// The rule as a sentence.
    public var testDescription: String { rawValue }
}
