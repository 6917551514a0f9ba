#!/bin/sh
# The process of a container with Payara Server:
#
#   payara-server.sh PAYARA STATE
#
# PAYARA  the directory of the server, which may be read-only
# STATE   a directory that the server may write to
#
# The server runs on a copy of the domain that the image has, so that every start is the first. Java is
# the container's only process then, and gets its signals: asadmin only says how it would start it.
set -eu

payara=$1
domains=$2/domains
deploy=${DEPLOY:-$(dirname "$0")/deploy.asadmin}
rm -rf "$domains"
cp -R "$payara/glassfish/domains" "$domains"

# Beginning with the program, one argument a line; an empty line ends them.
line=$("$payara/bin/asadmin" start-domain --dry-run --verbose --domaindir "$domains" \
  --postbootcommandfile "$deploy" domain1 | sed -n '2,/^$/p')
newline='
'
set -f
IFS=$newline
# shellcheck disable=SC2086 # Split at the ends of lines, and there only.
set -- $line
unset IFS
# What asadmin would write to it: the password of the domain's own key store, which is Payara's default
# for everybody, and keeps nothing.
exec "$@" << END
AS_ADMIN_MASTERPASSWORD=changeit
END
