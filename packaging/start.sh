# shellcheck shell=sh
# How Ratchet starts, the same from a checkout, an archive and a deb: finds Java, keeps a start archive, runs.
#
# Finding and checking 15,000 classes is most of what a start costs. A start archive is what Java itself keeps of that
# (a class archive, from Java 25 on an ahead-of-time cache). It is made once for each Java and each set of jars, because
# no other would be right, and only in a folder of the user's own or of root's: what is in it runs. A server has one of
# its own: Java 25 takes in all of it at every start, and for a small `decide` a server's is more than it saves.
#
# Whoever reads this in has set `lib`, the folder of the jars, and `cache`, where start archives lie; empty means none.
# shellcheck disable=SC2154 # lib and cache

say() { printf '%s\n' "$*" >&2; }
die() {
    say "ratchet: $*"
    exit 2
}

# Prints the file behind a chain of symbolic links; `readlink -f` is not everywhere.
resolve() {
    path=$1
    while [ -L "$path" ]; do
        link=$(readlink "$path")
        case $link in /*) path=$link ;; *) path=$(dirname "$path")/$link ;; esac
    done
    printf '%s/%s\n' "$(cd "$(dirname "$path")" && pwd -P)" "$(basename "$path")"
}

# --- Java -----------------------------------------------------------------------------------------------------------

# Sets `major` to the version of a Java's folder. Its `release` file answers without starting Java, which would cost 0.1 s.
read_major() {
    major=''
    if [ -r "$1/release" ]; then
        while IFS= read -r line; do
            case $line in JAVA_VERSION=\"*) major=${line#JAVA_VERSION=\"} ;; esac
        done <"$1/release"
        major=${major%%[!0-9]*}
    fi
    [ -n "$major" ] || major=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p;q')
    major=${major:-0}
}

# Sets `java` to the first folder with Java 17 or newer, and `major`; with the word `build`, only one that can compile.
find_java() {
    java=${JAVA_HOME:-}
    ! usable "$1" || return 0
    for java in "$(java_on_path)" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        ! usable "$1" || return 0
    done
    if [ "$1" = build ]; then
        die "no JDK 17 or newer found. Install one (Debian: apt install openjdk-17-jdk-headless) or set JAVA_HOME to it."
    fi
    die "no Java 17 or newer found. Install one (Debian: apt install openjdk-17-jre-headless) or set JAVA_HOME to it."
}

usable() {
    [ -n "$java" ] || return 1
    [ -x "$java/bin/java" ] || return 1
    [ "$1" = run ] || [ -x "$java/bin/javac" ] || return 1
    read_major "$java"
    [ "$major" -ge 17 ]
}

java_on_path() {
    ! found=$(command -v java) || dirname "$(dirname "$(resolve "$found")")"
}

# --- Start archive --------------------------------------------------------------------------------------------------

# Java warns of an archive that no longer fits on standard output, in the midst of the data; its errors go where people look.
quiet='-Xlog:disable -Xlog:all=error:stderr'

# Sets `key` to what stands for `java` and these jars, whatever they are called.
find_key() {
    key=$({ printf '%s\n' "$java" && cat "$java/release" && ls -ln "$lib"; } 2>/dev/null | cksum | tr ' ' -)
}

# Has Java watch a rehearsal and keeps what it learned in `cache`/KEY.VERSION.KIND, with KIND `serve` or `decide`. Only a
# finished archive gets its name; a second maker leaves it to the first. When it cannot be made this ends 1, and the log
# takes the place of the archive, so that the next start does not try again.
make_archive() { # make_archive KIND
    mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || return 1
    clear_left
    made=$cache/$key.$major.$1
    making=$made.making
    mkdir "$making" 2>/dev/null || return 0
    sh -c 'echo "$PPID"' >"$making/maker" # in the background $$ would be the server, which lives on
    rm -f "$cache"/*."$major.$1" "$cache"/*."$major.$1.failed" # of other jars
    if rehearse "$1" >"$making/log" 2>&1 </dev/null && [ -s "$making/archive" ]; then
        mv "$making/archive" "$made"
        rm -rf "$making"
        return 0
    fi
    mv "$making/log" "$made.failed"
    rm -rf "$making"
    return 1
}

# Removes what a maker left that was killed: its process is gone, or it takes longer than any would.
clear_left() {
    find "$cache" -maxdepth 1 -name '*.making' -mmin +15 -exec rm -rf {} +
    for left in "$cache"/*.making; do
        [ -s "$left/maker" ] || continue
        kill -0 "$(cat "$left/maker")" 2>/dev/null || rm -rf "$left"
    done
}

# Java 25 also keeps which methods a rehearsal called often, and gives them to its slower compiler at once, at every
# start: that took half a second of a server's start from what it has to do. The names of these flags are Java 25's.
untrained='-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining'

rehearse() { # rehearse KIND
    set_flags "$1"
    set -- -cp "$lib/ratchet.jar" io.ratchet.app.Rehearsal "$1"
    # shellcheck disable=SC2086 # a list of words
    if [ "$major" -ge 25 ]; then
        nice -n 19 "$java/bin/java" $flags $untrained -XX:AOTCacheOutput="$making/archive" "$@"
    else
        nice -n 19 "$java/bin/java" $flags -XX:DumpLoadedClassList="$making/classes" "$@" || return 1
        # Of the garbage collectors only this one can keep objects too; all can read them.
        nice -n 19 "$java/bin/java" -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile="$making/classes" \
            -XX:SharedArchiveFile="$making/archive" -cp "$lib/ratchet.jar"
    fi
}

# Makes the start archives and waits for them: what a package does when it is installed.
prepare() {
    [ -n "$cache" ] || die "there is no folder for start archives; name one with RATCHET_CACHE."
    find_key
    for kind in decide serve; do
        while [ -d "$cache/$key.$major.$kind.making" ]; do # a first start has it made, or was killed at it
            clear_left
            sleep 1
        done
        [ -f "$cache/$key.$major.$kind" ] || make_archive "$kind" ||
            die "no start archive could be made in $cache; Ratchet starts without one."
    done
}

# --- Run ------------------------------------------------------------------------------------------------------------

# Whether an argument is, or holds, a file that keeps Java busy long enough for its slower, better compiler to pay.
large_input() {
    for argument in "$@"; do
        [ -e "$argument" ] || continue
        [ -z "$(find -H "$argument" -type f -size +16384k -print -quit 2>/dev/null)" ] || return 0
    done
    return 1
}

# A server keeps the better compiler for its life, but what is called only while it starts is not worth that: a method is
# taken when it was called ten times as often as Java would wait for: a night of a few hundred hosts ends before that pays.
later='-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000'
later="$later -XX:Tier4BackEdgeThreshold=400000"

# Sets `flags`. What is over in a second is over sooner with the quick compiler alone; a server keeps both for its life.
set_flags() { # set_flags COMMAND...
    flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1'
    case ${1:-} in
    serve) flags="-XX:+ExitOnOutOfMemoryError $later" ;; # a server without memory would stay, and be deaf
    parse | decide) ! large_input "$@" || flags='-XX:+UseSerialGC' ;;
    esac
}

# Becomes Java. A start archive that is missing is made in the background for the next start; this one does not wait.
run_ratchet() {
    set_flags "$@"
    case ${1:-} in serve | demo) kind=serve ;; *) kind=decide ;; esac
    set -- -jar "$lib/ratchet.jar" "$@"
    if [ -n "$cache" ]; then
        find_key
        archive=$cache/$key.$major.$kind
        if [ ! -f "$archive" ]; then
            # Where there can be no folder nothing is left to run behind.
            [ -f "$archive.failed" ] || ! mkdir -p "$cache" 2>/dev/null ||
                (make_archive "$kind" >/dev/null 2>&1 </dev/null &)
        elif [ "$major" -ge 25 ]; then
            set -- "-XX:AOTCache=$archive" "$@"
        else
            set -- "-XX:SharedArchiveFile=$archive" "$@"
        fi
    fi
    # shellcheck disable=SC2086 # lists of words
    exec "$java/bin/java" $flags $quiet ${RATCHET_JAVA_OPTS:-} "$@"
}
