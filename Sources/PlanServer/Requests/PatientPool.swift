import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// A pool of sockets that waits for each peer only so long: one who sends or takes a request byte by byte is dropped, and so is one
/// who keeps a connection and asks nothing.
///
/// A direction (reading a request, writing an answer) has a deadline from the first time its socket had to wait; it starts anew when
/// the direction turns, and when a whole request has been read. A port that comes back within that time shares what is left.
struct PatientPool<Base: AsyncSocketPool>: AsyncSocketPool {
    let base: Base
    /// Seconds that one direction may take.
    let patience: Double
    private let waits = WaitTable()

    init(_ base: Base, patience: Double) {
        self.base = base
        self.patience = patience
    }

    func prepare() async throws { try await base.prepare() }
    func run() async throws { try await base.run() }

    /// A whole request has been read: the time for the next one starts anew.
    func noteRequest(from peer: HTTPRequest.Address?) {
        if case .ip4(let address, let port)? = peer { waits.forget("\(address):\(port)") }
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // The listening socket has no peer, and waits for readers as long as it takes.
        guard case .ip4(let address, let port)? = try? socket.remotePeer() else {
            answerAtOnce(socket)
            try await base.suspendSocket(socket, untilReadyFor: events)
            return
        }
        let name = "\(address):\(port)"
        let left = waits.secondsLeft(name, isWriting: events.contains(.write), patience: patience)
        guard left > 0 else {
            waits.forget(name)
            throw SocketError.disconnected
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await base.suspendSocket(socket, untilReadyFor: events)
                return true
            }
            group.addTask {
                try await Task.sleep(nanoseconds: UInt64(left * 1e9))
                return false
            }
            defer { group.cancelAll() }
            if try await group.next() == false {
                waits.forget(name)
                throw SocketError.disconnected
            }
        }
    }

    /// Small packets leave without waiting for an acknowledgement; accepted sockets take the option over from the listening one.
    private func answerAtOnce(_ socket: Socket) {
        var on: Int32 = 1
        setsockopt(socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// Since when each peer's socket waits, and in which direction.
private final class WaitTable: Sendable {
    private struct Wait {
        var isWriting: Bool
        var since: Double
    }

    private let waits = Mutex<[String: Wait]>([:])

    func secondsLeft(_ name: String, isWriting: Bool, patience: Double) -> Double {
        let now = ProcessInfo.processInfo.systemUptime
        return waits.withLock { waits in
            if let wait = waits[name], wait.isWriting == isWriting { return patience - (now - wait.since) }
            // Peers that closed by themselves are forgotten once their time is over.
            if waits.count > 4_096 { waits = waits.filter { now - $0.value.since < 2 * patience } }
            waits[name] = Wait(isWriting: isWriting, since: now)
            return patience
        }
    }

    func forget(_ name: String) { waits.withLock { $0[name] = nil } }
}
