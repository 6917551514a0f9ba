#!/bin/sh
# Takes back what configure.sh did to a domain of Payara Server: its configuration is again, byte for
# byte, as it was before the first run. What was deployed or set there since is gone with it.
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

# Nothing is lost where this is interrupted: the copy goes last, and in one step.
take_back() {
  cp -p "$original/$1" "$config/$1.restored"
  mv "$config/$1.restored" "$config/$1"
}
if [ -f "$original/$instances" ]; then take_back "$instances"; else rm -f "$config/$instances"; fi
take_back logging.properties
take_back domain.xml
rm -rf "$original.done"
mv "$original" "$original.done"
rm -r "$original.done"
echo "as it was: $domain of $payara"
