import FlyingFox
import FlyingSocks
import Foundation
import Testing
@testable import PlanServer

@Suite struct ServerTests {
    /// A page over a real socket: any free port, this machine only.
    @Test func answersOverHTTP() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        // The port is chosen by the system: the guard knows no port yet, so it is told to take the address alone.
        let page = try shop.page(RequestGuard(admission: .loopback, hosts: ["page.test"]))
        let server = try PageServer(page: page, address: "127.0.0.1", port: 0)
        let running = Task { try await server.run() }
        defer { running.cancel() }
        let port = try await server.port()
        let answer = try await Self.ask(port, "GET /needs.json?run=plan-1 HTTP/1.1\r\nHost: page.test\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.contains("\"id\": \"plan-1\""))
        let refused = try await Self.ask(port, "GET /needs.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        #expect(refused.hasPrefix("HTTP/1.1 421"))
        let tooLong = try await Self.ask(
            port, "POST /save.json HTTP/1.1\r\nHost: page.test\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n")
        #expect(tooLong.hasPrefix("HTTP/1.1 413"))
        await server.stop()
    }

    private static func ask(_ port: UInt16, _ text: String) async throws -> String {
        let socket = try await AsyncSocket.connected(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: port))
        defer { try? socket.close() }
        try await socket.write(Data(text.utf8))
        var bytes: [UInt8] = []
        while let byte = try? await socket.read() { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
