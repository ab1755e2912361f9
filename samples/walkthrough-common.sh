# What the walks share: sourced at their beginning, in the folder of the checkout.
url=${BITS_URL:-http://127.0.0.1:5080}
url=${url%/}
run=$(date +%s%N)
people=$(mktemp)
trap 'rm -f "$people"' EXIT

if [ -z "${ADMINCTL:-}" ]; then # built once: `dotnet run` would look for changes at every call
    dotnet build src/Adminctl --nologo --verbosity quiet > /dev/null
    ADMINCTL=artifacts/bin/Adminctl/debug/adminctl
fi

adminctl() { $ADMINCTL "$@"; }
say() { printf '  ✓ %s\n' "$*"; }
fail() { printf '  ✗ %s\n' "$*" >&2; exit 1; }
expect() { [ "$2" = "$3" ] && say "$1" || fail "$1: expected $3, got $2"; }

# get TOKEN CALL [curl's arguments]   post TOKEN CALL JSON [curl's arguments]
get() { curl -sS -G -H "Authorization: Bearer $1" "$url/rpc/$2" "${@:3}"; }
post() { curl -sS -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3" "$url/rpc/$2" "${@:4}"; }

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
count() { { grep -o "$1" || true; } | wc -l; }

# Three people by a file, each with a token: asha, bikram, chitra; and bikram_id, chitra_id.
import_people() {
    echo "People come in by file"
    cat > "$people" <<EOF
name,e-mail,batch,chapter
Asha Rao,asha.$run@example.org,2018,Bengaluru
Bikram Sen,bikram.$run@example.org,2011,Bengaluru
Chitra Iyer,chitra.$run@example.org,1998,Goa
EOF
    adminctl membership import "$people" | grep -q '3 new, 0 updated, 0 unchanged' || fail "the import"
    say "three people imported"
    asha=$(adminctl token --user "asha.$run@example.org")
    bikram=$(adminctl token --user "bikram.$run@example.org")
    chitra=$(adminctl token --user "chitra.$run@example.org")
    bikram_id=$(get "$bikram" accounts.v1/GetMe | field userId)
    chitra_id=$(get "$chitra" accounts.v1/GetMe | field userId)
    say "each has a token"
}
