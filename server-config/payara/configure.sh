#!/bin/sh
# Configures a domain of Payara Server for Nova KMS. A second run changes nothing, and one with
# other values changes those only; restore.sh takes it all back.
#
#   configure.sh PAYARA ENV_FILE [DOMAIN]
#
# PAYARA    the directory of the unpacked server, the one with bin/asadmin
# ENV_FILE  the values; see server.env
# DOMAIN    domain1 where it isn't given
#
# The domain must not be running: it is started for the while, and stopped. Where the administrator
# has a password, AS_ADMIN_PASSWORDFILE names asadmin's file with it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/domain.sh"
open_domain "${1:-}" "${3:-}"
env_file=${2:?"usage: configure.sh PAYARA ENV_FILE [DOMAIN]"}

# The value of one name, taken as it is; a missing one ends the script.
value() {
  found=$(sed -n "s/^$1=//p" "$env_file" | tail -n 1)
  [ -n "$found" ] || fail "$env_file doesn't say what $1 is"
  printf '%s' "$found"
}

# What puts the values in their places. One that sed or asadmin could take for more than a value is
# refused.
fill=
for name in HTTPS_ADDRESS HTTPS_PORT HEALTH_PORT TLS_KEYSTORE TLS_ALIAS JAVA_MAX_HEAP AUDIT_LOG; do
  text=$(value "$name")
  case $text in
    *[!A-Za-z0-9._/-]*) fail "$name may have letters, digits and the characters . _ / - only" ;;
  esac
  fill="$fill s|@$name@|$text|g;"
done
key_store=$(value TLS_KEYSTORE)
[ -r "$key_store" ] || fail "there is no $key_store that can be read"
# Java's logging goes on without a file that it can't write.
audit_directory=$(dirname "$(value AUDIT_LOG)")
[ -w "$audit_directory" ] || fail "there is no $audit_directory that can be written into, for AUDIT_LOG"
TLS_KEYSTORE_PASSWORD=$(value TLS_KEYSTORE_PASSWORD)
export TLS_KEYSTORE_PASSWORD
is_stopped || fail "stop the domain first: asadmin stop-domain $domain"

# As it was before the first run, to the byte.
if [ ! -d "$original" ]; then
  rm -rf "$original.part"
  mkdir "$original.part"
  cp -p "$config/domain.xml" "$config/logging.properties" "$original.part"
  [ ! -f "$config/$instances" ] || cp -p "$config/$instances" "$original.part"
  mv "$original.part" "$original"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

without_block "$config/logging.properties" > "$work/logging"
sed "$fill" "$here/logging.properties" >> "$work/logging"
cmp -s "$work/logging" "$config/logging.properties" || cat "$work/logging" > "$config/logging.properties"

# Whatever heap there was; one that isn't there is deleted without a complaint.
sed -n 's|.*<jvm-options>\(-Xmx[^<]*\)</jvm-options>.*|delete-jvm-options \1|p' "$config/domain.xml" | sort -u > "$work/commands"
sed "$fill" "$here/server.asadmin" >> "$work/commands"

# With commands before it boots, so that what is open by default is never open to others.
asadmin start-domain --prebootcommandfile "$here/server-preboot.asadmin" "$domain"
status=0
asadmin --port "$(admin_port)" multimode --file "$work/commands" || status=$?
asadmin stop-domain "$domain"
[ "$status" = 0 ] || fail "the server refused a command, see above; restore.sh takes back the others"
echo "configured: $domain of $payara"
