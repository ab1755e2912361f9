# Keeps one PostgreSQL server for as long as any process holds the pipe `alive` open for writing.
#
#   supervise.sh ROOT ASIDE [COMMAND...]
#
# ROOT     the folder of the cluster
# ASIDE    the new name of an ephemeral cluster before its deletion; empty for a permanent one
# COMMAND  starts the server, with the data folder ROOT/data; without it, adopts the running server
#
# Paths are relative to ROOT at the start: when ROOT is moved or deleted, this script never touches another folder that
# has taken its name.

main() {
    trap '' INT HUP QUIT TERM
    umask 077
    root=$1
    aside=$2
    shift 2

    cd "$root" && [ -p alive ] || exit 1
    exec 3<>alive 4<alive 3>&-      # 3 only keeps the opening of 4 from blocking

    # The starter answers only while it lives and holds the lock. If it has died, no process knows this one: leave no trace.
    echo watching
    read -r go || exit 1
    exec </dev/null >>server.log 2>&1
    rm -f closing

    if [ $# -gt 0 ]; then
        command -v setsid >/dev/null || set -m      # macOS: its own process group, unreachable for Ctrl-C
        "$@" 4<&- &
        server=$!
    else
        # The server may just have ended. Without a pid `running` would read /proc/stat, and never end.
        read -r server <data/postmaster.pid || exit 1
    fi

    running || exit 1               # remembers its start time
    serve
    stop
    leave
}

# Returns when the server has no client and none can arrive. A line in the pipe has no meaning: it wakes this script to
# check whether the server still runs and still has clients.
serve() {
    while :; do
        while read -r line <&4; do running || exit 1; done

        # End of file: no client is left. A client that arrives now finds the file `closing` and waits. Another end of
        # file is final; a line comes from a client that arrived before the file existed.
        true >closing || return
        read -r line <&4 || return
        rm -f closing 4<&-
    done
}

# Checks more than `kill -0`, which also succeeds for a zombie, and for another process with a recycled pid: the state
# of the process, and its start time. Uses no other process: a child would hold the reading end of the pipe for a moment
# after a kill, and a client arriving then would take this script for alive.
running() {
    if [ ! -d /proc/self ]; then
        kill -0 "$server" 2>/dev/null
        return
    fi

    { read -r stat <"/proc/$server/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # proc(5): the name in brackets may hold spaces, the fields after it do not
    set -- ${stat##*) }
    [ "$1" != Z ] && [ "$1" != X ] && [ "${born:=${20}}" = "${20}" ]
}

stop() {
    steps=0
    signal=INT
    while running; do
        # Repeats the signal: a server that has just been started still ignores it, as this script does. Uses its own
        # pid: su and runuser stand between.
        kill -s "$signal" "$(sed -n 1p data/postmaster.pid 2>/dev/null || echo "$server")" 2>/dev/null
        sleep 0.02
        steps=$((steps + 1))
        [ "$steps" -lt 1500 ] || signal=QUIT
    done
}

# One rename removes an ephemeral cluster for all others: a client that arrives now finds no folder, and creates a new one.
leave() {
    if [ -n "$aside" ] && [ "$root" -ef . ] && mv "$root" "$aside"; then
        cd / && rm -rf "$aside"
    fi
}

main "$@"
