#!/bin/sh
# Sets up a server while its image is built:
#
#   build.sh CONFIGURE SERVER
#
# CONFIGURE  the configure.sh of the server
# SERVER     the directory of the unpacked server
#
# configure.sh wants a key store that it can read. The operator's is not there yet, and must be in no
# layer of an image; one that is made here, and is gone again when this ends, stands in.
set -eu

configure=$1
server=$2
key_store=${KEY_STORE:-/etc/nova-kms/tls.p12}
work=$(mktemp -d)
trap 'rm -rf "$work" "$key_store"' EXIT
[ ! -e "$key_store" ] || { trap - EXIT; echo "build.sh: there is a $key_store already" >&2; exit 1; }
mkdir -p "$(dirname "$key_store")"

TLS_KEYSTORE_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export TLS_KEYSTORE_PASSWORD
keytool -genkeypair -keystore "$key_store" -storetype PKCS12 -storepass:env TLS_KEYSTORE_PASSWORD \
  -alias nova-kms -keyalg EC -dname CN=build -validity 1
cat > "$work/server.env" << END
HTTPS_ADDRESS=0.0.0.0
HTTPS_PORT=8443
HEALTH_PORT=8081
MANAGEMENT_PORT=9990
TLS_KEYSTORE=$key_store
TLS_ALIAS=nova-kms
TLS_KEYSTORE_PASSWORD=$TLS_KEYSTORE_PASSWORD
JAVA_MAX_HEAP=${JAVA_MAX_HEAP:-1g}
AUDIT_LOG=${AUDIT_LOG:-/var/log/nova-kms/audit.log}
END
sh "$configure" "$server" "$work/server.env"
