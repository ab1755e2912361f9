# Keeps one PostgreSQL server for as long as any process holds the pipe `alive` open for writing.
#
#   supervise.sh ROOT ASIDE [COMMAND...]
#
# ROOT     the folder of the cluster
# ASIDE    where an ephemeral cluster is moved before it is deleted; empty for one that stays
# COMMAND  starts the server, with the data folder ROOT/data; without it the server that runs is taken over
#
# Paths are relative to ROOT as it was at the start: should somebody move or delete that folder, we never touch
# another one that has taken its name.

main() {
    trap '' INT HUP QUIT TERM
    umask 077
    root=$1
    aside=$2
    shift 2

    cd "$root" && [ -p alive ] || exit 1
    exec 3<>alive 4<alive 3>&-      # 3 only keeps the opening of 4 from blocking

    # The starter answers only while it lives and holds the lock. If it has died, nobody knows of us: leave no trace.
    echo watching
    read -r go || exit 1
    exec </dev/null >>server.log 2>&1
    rm -f closing

    if [ $# -gt 0 ]; then
        command -v setsid >/dev/null || set -m      # macOS: a process group of its own, out of the reach of Ctrl-C
        "$@" 4<&- &
        server=$!
    else
        # It may just have ended. `running` must not be asked about nobody: it would find /proc/stat, for ever.
        read -r server <data/postmaster.pid || exit 1
    fi

    running || exit 1               # remembers the moment of its start
    serve
    stop
    leave
}

# Returns when nobody uses the server and nobody can come to use it. A line in the pipe carries no meaning: it wakes
# us, to look whether the server still runs and whether we are still needed.
serve() {
    while :; do
        while read -r line <&4; do running || exit 1; done

        # End of file: nobody is there. Who comes now finds the file `closing` and waits for what we do. Another end
        # of file is final; a line is from somebody who came before the file was there.
        true >closing || return
        read -r line <&4 || return
        rm -f closing 4<&-
    done
}

# More than `kill -0`, to which a zombie answers, and a stranger with a recycled number: the state of the process, and
# the moment of its start. Without any other process: one would hold the reading end of the pipe for a moment after
# we were killed, and who comes in that moment would take us for alive.
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
        # Again and again: a server that has just been started still ignores the signal, as we do. By its own number:
        # su and runuser stand between us and it.
        kill -s "$signal" "$(sed -n 1p data/postmaster.pid 2>/dev/null || echo "$server")" 2>/dev/null
        sleep 0.02
        steps=$((steps + 1))
        [ "$steps" -lt 1500 ] || signal=QUIT
    done
}

# One rename takes an ephemeral cluster out of everybody's way: who comes now finds no folder, and makes a new one.
leave() {
    if [ -n "$aside" ] && [ "$root" -ef . ] && mv "$root" "$aside"; then
        cd / && rm -rf "$aside"
    fi
}

main "$@"
