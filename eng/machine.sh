# What ./run, ./test and .ci/run need of a machine: found, installed by apt where that may be, or named. To be sourced.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

note() { printf '· %s\n' "$*"; }

# fail WHAT: says what is wrong and ends the script.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The SDK is the one thing that nothing here can bring.
need_sdk() {
    command -v dotnet > /dev/null || fail 'The .NET 10 SDK is missing. Install it: https://dot.net/download'
    local said
    said=$(cd "$repository" && dotnet --version 2>&1) || fail "$said"
}

# need WHAT PACKAGES COMMAND...: installs the packages of Debian unless the command finds what is needed. Returns 1 where it
# may not, and has said what to do.
need() {
    local what=$1 packages=$2
    shift 2
    ! "$@" > /dev/null 2>&1 || return 0

    if ! command -v apt-get > /dev/null; then
        note "missing: $what. Install it as this system does; Debian's packages are called: $packages"
        return 1
    fi
    if ! as_root true 2> /dev/null; then
        note "missing: $what. Install it by: sudo apt-get install $packages"
        return 1
    fi

    step "installing $packages" install_packages "$packages" && asked_apt=yes
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_packages() {
    no_cluster_of_debians_own
    [ -n "${asked_apt:-}" ] || as_root apt-get update -qq
    # Unquoted: one word each.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $1
}

# The tests and the platform start their own.
no_cluster_of_debians_own() {
    local file=/etc/postgresql-common/createcluster.conf
    [ -e "$file" ] || printf 'create_main_cluster = false\n' | as_root install -D -m 644 /dev/stdin "$file"
}

# The programs of PostgreSQL 15 or newer, where Bits.EmbeddedPostgres looks for them.
has_postgres() {
    [ -n "${BITS_PG_BIN:-}" ] || command -v initdb || ls -d \
        /usr/lib/postgresql/1[5-9]/bin/initdb /usr/lib/postgresql/[2-9][0-9]/bin/initdb /usr/pgsql-*/bin/initdb \
        /usr/libexec/postgresql*/initdb /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        /Applications/Postgres.app/Contents/Versions/*/bin 2> /dev/null | grep -q .
}

# step WHAT COMMAND...: runs it, with a line a second that says how far it is; what the command says is shown where it fails.
step() {
    local what=$1 status=0 began=$SECONDS said pid
    shift
    said=$(mktemp)
    note "$what"
    # In a group of its own, which ends whole: Ctrl-C does not reach what a script starts beside itself.
    set -m
    "$@" > "$said" 2>&1 < /dev/null &
    pid=$!
    set +m
    trap 'kill -- "-$pid" 2> /dev/null; exit 130' INT TERM
    while sleep 1 && kill -0 "$pid" 2> /dev/null; do
        note "$what, $((SECONDS - began)) s$(far "$said")"
    done
    wait "$pid" || status=$?
    trap - INT TERM
    [ "$status" = 0 ] || cat "$said" >&2
    rm -f "$said"
    return "$status"
}

# How many projects are done, and the last of them.
far() {
    local done last
    done=$(grep -c -e ' -> ' -e '^ *Restored ' "$1") || return 0
    last=$(sed -n -e 's|^ *Restored .*/\([^/]*\)\.csproj.*|\1|p' -e 's|^ *\([^ ]*\) -> .*|\1|p' "$1" | tail -1)
    printf ': %s projects, the last %s' "$done" "$last"
}

# build WHAT...: restores and builds projects or the solution.
build() {
    step "restoring" each dotnet restore -- "$@"
    step "building" each dotnet build --no-restore -- "$@"
}

each() {
    local command=() one
    while [ "$1" != -- ]; do command+=("$1") && shift; done
    shift
    for one in "$@"; do "${command[@]}" "$one" --nologo --verbosity minimal --tl:off || return; done
}
