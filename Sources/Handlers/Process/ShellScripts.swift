/// What the shell does for handlers: limits before they start, an end to what they leave behind.
///
/// In the shell, since the last one must run when the server is gone. Needs `sh` and `grep`, which
/// every Linux system has. For `killMarked`, `$1` is the assignment that marks the processes.
package enum ShellScripts {
    /// Kills what bears the mark, with its process group, until nothing does.
    ///
    /// Goes round again because a process may start another one while it is being killed. Marked
    /// processes are in sessions that the server opened for them, and so are their groups. A process
    /// chooses its name, which stands in `stat` and may hold line feeds: so all of that file is read,
    /// the name ends with the last parenthesis, and the process is killed whatever its group is.
    /// A process without the mark in a group without a marked process is not found.
    package static let killMarked = """
        mark=$1
        rounds=0
        while [ "$rounds" -lt 200 ]; do
            rounds=$((rounds + 1))
            found=$(grep -lsF -e "$mark" /proc/[0-9]*/environ)
            [ -n "$found" ] || exit 0
            for file in $found; do
                process=${file#/proc/}
                process=${process%/environ}
                status=
                while read -r line; do status="$status $line"; done 2>/dev/null < "/proc/$process/stat"
                kill -s KILL "$process" 2>/dev/null
                set -- ${status##*) }
                case ${3-} in
                    '' | *[!0-9]* | 0 | 1) ;;
                    *) kill -s KILL -- "-$3" 2>/dev/null ;;
                esac
            done
        done
        exit 1
        """

    /// Waits for the end of its standard input, which is the server's, and then kills what is left.
    ///
    /// Signals that are meant for the server must not end it before the server.
    package static let watch = """
        trap '' HUP INT TERM
        while read -r line; do :; done

        """ + killMarked

    /// Lowers the limits of the process and becomes the program.
    ///
    /// Between a fork and an exec there is no room for a caller of `posix_spawn`; a limit that is
    /// set later would not hold for what the program starts at once. `$1` is the memory in KiB, as
    /// the data a process may write (`RLIMIT_DATA`): run-time systems reserve address space by the
    /// gigabyte that they never touch. `$2` is the number of files, unless fewer are allowed.
    package static let launch = """
        ulimit -c 0 && ulimit -d "$1" || exit
        ulimit -n "$2" 2>/dev/null || :
        shift 2
        exec "$@"
        """

    /// All that the scripts' own commands need.
    package static let searchPath = "/usr/bin:/bin"
}
