/// One entry of a projection as written.
enum ProjectionSyntax: Sendable {
    case path(PathSyntax)
    case estimate(PathSyntax)
}
