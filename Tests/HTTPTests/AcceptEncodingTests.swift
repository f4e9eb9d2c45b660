import HTTP
import Platform
import Testing

@Suite("Accept-Encoding") struct AcceptEncodingTests {
    @Test(arguments: [
        "", "identity", "br", "zstd", "compress", "x-gzip", "gzip ;q=0", "identity;q=0", "*;q=0",
        "br;q=0.8,identity;q=0.5,*;q=0", "\"gzip\"", "gzip br", "gzip:q=1", "gzip;q= 0;q=1",
        "gzip; q=0;q=1", "gzip;nq=0;q=1", ",,;;,", "gzip;q=0.",
    ])
    func `who accepts neither encoding gets none`(header: String) {
        #expect(ContentEncoding.accepted(by: header) == nil)
    }

    @Test(arguments: [
        "gzip, deflate", "GZIP, identity", "dog, gzip ,, cat", "gzip;q=0.8, deflate;q=0.5", "*",
        "*, deflate;q=0.5", "*, identity", "*;q=0.5,identity", "gzip;q=0.5,identity;q=0.8",
        "deflate;q=0.5, gzip;q=31", "gzip;q=31,deflate;q=51", "deflate;q=0.5, gzip;q=1;q=0.2",
        "deflate;q=0.5,gzip;q=0.x", "deflate;q=0.5,gzip;q=0. x", "deflate;q=-0.5,gzip;q=0.2",
        "gzip;q =0;q=1", "gzip;q=0, gzip;q=1, gzip;q=0",
        "br,identity;q=0.5,gzip;q=0.0001",
    ])
    func `gzip is chosen`(header: String) {
        #expect(ContentEncoding.accepted(by: header) == .gzip)
    }

    @Test(arguments: [
        "br, identity, deflate, gzip", "br, gzip;q=0, deflate; q = 0.5 , identity;q=0",
        "*, deflate", "*, gzip;q=0.5", "deflate;q=0.5, gzip;q=0.2", "deflate;q=0.5,gzip;q=0.",
    ])
    func `deflate is chosen`(header: String) {
        #expect(ContentEncoding.accepted(by: header) == .deflate)
    }
}
