#!/bin/sh
# Configures WildFly for Nova KMS. A second run changes nothing, and one with other values changes
# those only; restore.sh takes it all back.
#
#   configure.sh WILDFLY ENV_FILE [CONFIG]
#
# WILDFLY   the directory of the unpacked server, the one with bin/jboss-cli.sh
# ENV_FILE  the values; see server.env
# CONFIG    a file of standalone/configuration; standalone.xml where it isn't given
#
# The server must not be running. The commands are applied to a copy, which takes the place of the
# configuration when all of them have succeeded.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/server.sh"
open_server "${1:-}" "${3:-}"
env_file=${2:?"usage: configure.sh WILDFLY ENV_FILE [CONFIG]"}

# The value of one name, taken as it is; a missing one ends the script.
value() {
  found=$(sed -n "s/^$1=//p" "$env_file" | tail -n 1)
  [ -n "$found" ] || fail "$env_file doesn't say what $1 is"
  printf '%s' "$found"
}

# What puts the values in their places. One that sed or jboss-cli could take for more than a value is
# refused.
fill="s|@CONFIG@|$config|g;"
for name in HTTPS_ADDRESS HTTPS_PORT MANAGEMENT_PORT TLS_KEYSTORE TLS_ALIAS JAVA_MAX_HEAP AUDIT_LOG; do
  text=$(value "$name")
  case $text in
    *[!A-Za-z0-9._/-]*) fail "$name may have letters, digits and the characters . _ / - only" ;;
  esac
  fill="$fill s|@$name@|$text|g;"
done
TLS_KEYSTORE_PASSWORD=$(value TLS_KEYSTORE_PASSWORD)
export TLS_KEYSTORE_PASSWORD
said=$("${JAVA_HOME:+$JAVA_HOME/bin/}keytool" -list -storetype PKCS12 -storepass:env TLS_KEYSTORE_PASSWORD \
  -keystore "$(value TLS_KEYSTORE)" -alias "$(value TLS_ALIAS)" 2>&1) ||
  fail "TLS_KEYSTORE doesn't open, or has no key TLS_ALIAS: $said"
is_stopped || fail "stop the server first: bin/jboss-cli.sh --connect :shutdown"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed "$fill" "$here/server.cli" > "$work/server.cli"
without_block "$wildfly/bin/standalone.conf" > "$work/standalone.conf"
sed "$fill" "$here/standalone.conf" >> "$work/standalone.conf"

# A server of its own, with the configuration, and with what is deployed in it.
mkdir -p "$work/standalone/data"
cp -Rp "$configuration" "$work/standalone"
[ ! -d "$wildfly/standalone/data/content" ] ||
  cp -Rp "$wildfly/standalone/data/content" "$work/standalone/data"
"$wildfly/bin/jboss-cli.sh" -Djboss.server.base.dir="$work/standalone" --file="$work/server.cli" \
  > "$work/output" 2>&1 || {
  cat "$work/output" >&2
  fail "jboss-cli refused a command, see above; nothing was changed"
}

# As it was before the first run, to the byte.
if [ ! -d "$original" ]; then
  rm -rf "$original.part"
  mkdir "$original.part"
  cp -p "$configuration/$config" "$configuration/logging.properties" "$wildfly/bin/standalone.conf" \
    "$original.part"
  mv "$original.part" "$original"
fi
replace "$work/standalone/configuration/$config" "$configuration/$config"
replace "$work/standalone.conf" "$wildfly/bin/standalone.conf"
echo "configured: $config of $wildfly"
