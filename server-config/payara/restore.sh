#!/bin/sh
# Takes back what configure.sh did to a domain of Payara Server: its domain.xml and its
# logging.properties are again, byte for byte, as they were before the first run. What was deployed
# or set there since is gone with them.
#
#   restore.sh PAYARA [DOMAIN]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/domain.sh"
open_domain "${1:-}" "${2:-}"

if [ ! -d "$original" ]; then
  echo "nothing to take back: $domain of $payara"
  exit 0
fi
is_stopped || fail "stop the domain first: asadmin stop-domain $domain"
mv "$original/domain.xml" "$config/domain.xml.restored"
mv "$original/logging.properties" "$config/logging.properties.restored"
mv "$config/logging.properties.restored" "$config/logging.properties"
mv "$config/domain.xml.restored" "$config/domain.xml"
rmdir "$original"
echo "as it was: $domain of $payara"
