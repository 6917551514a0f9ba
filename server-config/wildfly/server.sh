# What configure.sh and restore.sh share; it is read, not run.

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Sets wildfly, config (the name of the server's configuration), configuration (the directory that
# it is in) and original (the copy).
open_server() {
  [ -n "$1" ] && [ -x "$1/bin/jboss-cli.sh" ] || fail "there is no bin/jboss-cli.sh in '$1'"
  wildfly=$(cd "$1" && pwd)
  config=${2:-standalone.xml}
  configuration=$wildfly/standalone/configuration
  original=$configuration/nova-kms.original
  [ -f "$configuration/$config" ] || fail "there is no configuration '$config' in $wildfly"
  [ -f "$wildfly/bin/standalone.conf" ] || fail "there is no bin/standalone.conf in $wildfly"
  [ ! -d "$original" ] || [ -f "$original/$config" ] ||
    fail "another configuration than '$config' is set up in $wildfly"
}

# Whether no process runs on this installation. Processes of others count where /proc shows them.
is_stopped() {
  for process in /proc/[0-9]*/cmdline; do
    running=$(tr '\0' '\n' 2> /dev/null < "$process" | sed -n 's/^-Djboss\.server\.base\.dir=//p') || true
    if [ -n "$running" ] && [ "$running" -ef "$wildfly/standalone" ]; then
      return 1
    fi
  done
}

# The file $1 without what configure.sh added.
without_block() {
  sed '/^# Nova KMS: begin\./,/^# Nova KMS: end\./d' "$1"
}

# Gives the file $2 what is in $1. It stays the file that it was, with its owner and its mode, and is
# not written to where it says the same.
replace() {
  cmp -s "$1" "$2" || cat "$1" > "$2"
}
