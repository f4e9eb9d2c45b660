/// One entry of a projection as written.
enum ProjectionSyntax {
    case path(PathSyntax)
    case estimate(PathSyntax)
}
