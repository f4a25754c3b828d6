import ServiceLifecycle

extension ServiceManager {
    /// Feeds the watchdog until the process ends; `nil` if there is none.
    ///
    /// It should be the first service of its group, for the first one is the last to be shut down: a server that waits
    /// for requests in progress is alive.
    func watchdog(clock: any Clock<Duration> = ContinuousClock()) -> (any Service)? {
        watchdogInterval.map { Watchdog(manager: self, interval: $0, clock: clock) }
    }

    /// Tells that the process has been told to end.
    ///
    /// It should be the last service of its group, for the last one is the first to be shut down.
    var stopReport: any Service { StopReport(manager: self) }

    private struct Watchdog: Service {
        let manager: ServiceManager
        let interval: Duration
        let clock: any Clock<Duration>

        func run() async throws {
            await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    manager.notify(.alive)
                    do { try await clock.sleep(for: interval) } catch { return }
                }
            }
        }
    }

    private struct StopReport: Service {
        let manager: ServiceManager

        func run() async throws {
            do { try await gracefulShutdown() } catch { return }
            manager.notify(.stopping)
        }
    }
}
