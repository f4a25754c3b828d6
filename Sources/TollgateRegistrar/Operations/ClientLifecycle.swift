/// The operations on clients from their registration to their deletion, put together from the steps that they share.
struct ClientLifecycle: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer
    let events: ClientEvents
    let endpoints: ConfigurationEndpoints

    let registration: RegistrationSteps
    let compensation: RegistrationCompensation
    let firstTokens: FirstTokenTrial
    let creation: ClientCreation
    let reading: ClientReading
    let updates: ClientUpdate
    let renewal: SecretRenewal
    let deletion: ClientDeletion
    let secrets: CredentialReveal

    /// The operations at providers.
    ///
    /// - Parameters:
    ///   - store: Keeps the clients.
    ///   - providers: Opens the providers.
    ///   - access: Reaches them.
    ///   - queue: Gives turns at them.
    ///   - configuration: The registrar's settings.
    init(
        store: any ClientStore, providers: ProviderBook, access: ProviderAccess, queue: ProviderQueue,
        configuration: Registrar.Configuration
    ) {
        let lossRule = configuration.lossRule
        records = ClientRecords(store: store, now: configuration.now)
        credentials = CredentialSealer(sealer: configuration.sealer, now: configuration.now)
        events = ClientEvents(handler: configuration.onClientEvent)
        endpoints = ConfigurationEndpoints(access: access, credentials: credentials)

        compensation = RegistrationCompensation(
            records: records, credentials: credentials, access: access, endpoints: endpoints, lossRule: lossRule)
        registration = RegistrationSteps(
            records: records, access: access, endpoints: endpoints, compensation: compensation)
        firstTokens = FirstTokenTrial(
            check: configuration.tokenCheck, providers: providers, access: access, queue: queue, records: records,
            credentials: credentials, compensation: compensation, events: events)
        creation = ClientCreation(
            providers: providers, queue: queue, steps: registration, compensation: compensation, records: records,
            credentials: credentials, firstTokens: firstTokens, events: events)

        let steps = ManagementSteps(
            records: records, credentials: credentials, endpoints: endpoints,
            settlement: ChangeSettlement(
                records: records, credentials: credentials, access: access, lossRule: lossRule))
        let acceptance = AnswerAcceptance(records: records, credentials: credentials, events: events)
        reading = ClientReading(
            providers: providers, queue: queue, records: records, credentials: credentials, steps: steps,
            events: events)
        updates = ClientUpdate(
            providers: providers, queue: queue, records: records, steps: steps, acceptance: acceptance,
            scopes: configuration.scopes)
        renewal = SecretRenewal(
            providers: providers, access: access, endpoints: endpoints, queue: queue, records: records, steps: steps,
            acceptance: acceptance)
        deletion = ClientDeletion(
            providers: providers, endpoints: endpoints, queue: queue, records: records, events: events,
            lossRule: lossRule)
        secrets = CredentialReveal(records: records, credentials: credentials)
    }
}
