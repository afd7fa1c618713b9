import DemandModel
import Foundation
import Testing

/// An address with a secret cannot be shown or encoded.
@Suite struct TableAddressTests {
    /// What is written, and what may be shown of it.
    static let addresses: [(text: String, shown: String)] = [
        ("sales.csv", "sales.csv"), ("a:b@c.csv", "a:b@c.csv"), ("data/2024-*.csv.gz", "data/2024-*.csv.gz"), ("C:\\data\\sales.csv", "C:\\data\\sales.csv"),
        ("postgresql://db.example/shop", "postgresql://db.example/shop"),
        ("postgresql://ann@db.example:5432/shop", "postgresql://ann@db.example:5432/shop"),
        ("postgresql://ann:S3CRET@db.example:5432/shop", "postgresql://ann@db.example:5432/shop"),
        ("PostgreSQL://ann:S3CRET@db/shop", "PostgreSQL://ann@db/shop"),
        ("postgresql+psycopg2://ann:S3CRET@db/shop", "postgresql+psycopg2://ann@db/shop"),
        ("jdbc:postgresql://db/shop?user=ann&password=S3CRET", "jdbc:postgresql://db/shop?user=ann"),
        ("jdbc:sqlserver://db:1433;user=sa;password=S3CRET", "jdbc:sqlserver://db:1433"),
        ("jdbc:oracle:thin:ann/S3CRET@db:1521:shop", "jdbc:..."),
        ("mysql://u:S3CRET@h/db", "mysql://u@h/db"), ("mysql://u:S3CRET", "mysql://u"),
        ("postgresql://ann:S3CRET/x@y@db/shop", "postgresql://ann@db/shop"), ("postgresql://ann:S3CRET?x@db/shop", "postgresql://ann@db/shop"),
        ("postgresql://ann:%S3CRET[%zz@db/shop", "postgresql://ann@db/shop"),
        ("postgresql://db/shop?p%61ssword=S3CRET&sslmode=require", "postgresql://db/shop?sslmode=require"),
        ("postgresql://db/shop?sslpassword=S3CRET", "postgresql://db/shop"), ("postgresql://db/shop?sslmode=require&S3CRET", "postgresql://db/shop?sslmode=require"),
        ("postgresql://ann:S3CRET@db/shop?application_name=a@b", "postgresql://ann@db/shop?application_name=a@b"),
        ("postgresql://db/shop?sslpassword=S3CRET@S3CRET", "postgresql://db/shop"), ("postgresql://db/shop?odd=S3CRET@S3CRET", "postgresql://..."),
        ("host=db user=ann password=S3CRET", "host=db user=ann ..."), ("host=db pwd = S3CRET", "host=db ..."),
        ("s3://key:S3CRET@bucket/sales.csv?token=S3CRET", "s3://key@bucket/sales.csv"),
    ]

    @Test(arguments: addresses) func nothingSecretIsShown(text: String, shown: String) throws {
        let address = TableAddress(text)
        #expect(address.shown == shown)
        #expect(address.opening == text)
        var dumped = ""
        dump(address, to: &dumped)
        let source = TableSource([address], table: "orders")
        let written = [
            "\(address)", String(reflecting: address), dumped, "\(source)", String(decoding: try JSONEncoder().encode([address]), as: UTF8.self),
            String(decoding: try JSONEncoder().encode(source), as: UTF8.self), InputFile(role: "items", path: text, sha256: "", rows: 0).path,
        ]
        for one in written { #expect(!one.contains("S3CRET"), "\(one)") }
    }

    /// What is left of an address is left as it is: stored runs are read again.
    @Test(arguments: addresses.map(\.shown)) func whatIsShownStays(shown: String) throws {
        #expect(addressWithoutSecrets(shown) == shown)
        let decoded = try JSONDecoder().decode([TableAddress].self, from: JSONEncoder().encode([TableAddress(shown)]))
        #expect(decoded == [TableAddress(shown)])
    }

    /// A store of an earlier version may hold an address as it was written: reading it leaves the secret behind.
    @Test func oldRunsAreCleanedAsTheyAreRead() throws {
        let old = #"{"role":"items","path":"postgresql:\/\/ann:S3CRET@db\/shop","sha256":"","rows":1}"#
        #expect(try JSONDecoder().decode(InputFile.self, from: Data(old.utf8)).path == "postgresql://ann@db/shop")
        #expect(try JSONDecoder().decode([TableSource].self, from: Data(#"["items.csv"]"#.utf8)) == ["items.csv"])
    }

    /// Connection strings that are no address with `://`.
    @Test(arguments: ["duckdb:md:db?motherduck_token=S3CRET", "AccountName=shop;client_secret = S3CRET", "Server=h;User Id=bob;Password=S3CRET;", "azure:x?api_key=S3CRET"])
    func connectionStringsKeepNoSecret(text: String) {
        #expect(!addressWithoutSecrets(text).contains("S3CRET"))
    }

    @Test func passwordsAreTakenApartWhateverTheyHold() {
        #expect(AddressParts("ann:p@ss/w?rd@db:5432/shop?sslmode=require") == AddressParts("ann:p@ss/w?rd@db:5432/shop?sslmode=require"))
        let parts = AddressParts("ann:p@ss/w?rd@db:5432,db2/shop?sslmode=require")
        #expect(parts.user == "ann" && parts.password == "p@ss/w?rd" && parts.hosts == ["db:5432", "db2"] && parts.path == "shop")
        #expect(parts.settings.map(\.name) == ["sslmode"])
        #expect(percentDecoded("a%20b%zz%4") == "a b%zz%4")
    }
}
