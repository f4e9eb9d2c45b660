import API
import HandlerModel
import JSON

extension HandlerDescription {
    /// The description as a response.
    func response(status: Int = 200) -> Response {
        var writer = JSONWriter(reservingBytes: 2048)
        write(to: &writer)
        return Response(status: status, body: writer.bytes)
    }
}
