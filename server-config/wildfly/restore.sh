#!/bin/sh
# Takes back what configure.sh did to WildFly: its configuration, its logging.properties (which the
# server writes after its configuration) and its bin/standalone.conf are again, byte for byte, as they
# were before the first run. What was deployed or set there since is gone with them.
#
#   restore.sh WILDFLY [CONFIG]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/server.sh"
open_server "${1:-}" "${2:-}"

if [ ! -d "$original" ]; then
  echo "nothing to take back: $config of $wildfly"
  exit 0
fi
is_stopped || fail "stop the server first: bin/jboss-cli.sh --connect :shutdown"
replace "$original/standalone.conf" "$wildfly/bin/standalone.conf"
replace "$original/logging.properties" "$configuration/logging.properties"
replace "$original/$config" "$configuration/$config"
rm -r "$original"
echo "as it was: $config of $wildfly"
