import Foundation

/// Some milliseconds in which a polite signal (TERM, INT, HUP) does not end the process: between the first rename of a set of files and the commit of
/// the store. A signal that comes then has no effect: the run is about to end by itself.
final class SignalPause {
    private var handlers: [(signal: Int32, handler: sig_t?)] = []

    func begin() {
        guard handlers.isEmpty else { return }
        for name in [SIGTERM, SIGINT, SIGHUP] { handlers.append((name, signal(name, SIG_IGN))) }
    }

    func end() {
        for (name, handler) in handlers { _ = signal(name, handler) }
        handlers = []
    }

    deinit { end() }
}
