#!/bin/sh
# The process of a container with WildFly:
#
#   wildfly.sh WILDFLY STATE
#
# WILDFLY  the directory of the server, which may be read-only
# STATE    a directory that the server may write to
#
# The server runs on a copy of what the image has, so that every start is the first. The server's own
# script passes on to Java that the container has to end, and waits for that.
set -eu

wildfly=$1
base=$2/standalone
rm -rf "$base"
cp -R "$wildfly/standalone" "$base"
export LAUNCH_JBOSS_IN_BACKGROUND=true
exec "$wildfly/bin/standalone.sh" -Djboss.server.base.dir="$base" \
  -bmanagement="${MANAGEMENT_ADDRESS:-127.0.0.1}"
