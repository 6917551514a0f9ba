# What configure.sh and restore.sh share; it is read, not run.

# What Payara notes of a domain's instances, in the directory of its configuration, from the first
# command on that changes anything.
instances=.instancestate

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Sets payara, domain, config (the domain's directory of configuration) and original (the copy).
open_domain() {
  [ -n "$1" ] && [ -x "$1/bin/asadmin" ] || fail "there is no bin/asadmin in '$1'"
  payara=$(cd "$1" && pwd)
  domain=${2:-domain1}
  config=$payara/glassfish/domains/$domain/config
  original=$config/nova-kms.original
  [ -f "$config/domain.xml" ] || fail "there is no domain '$domain' in $payara"
}

asadmin() {
  "$payara/bin/asadmin" "$@"
}

is_stopped() {
  asadmin list-domains | grep -q "^$domain not running"
}

admin_port() {
  asadmin list-domains --long | awk -v name="$domain" '$1 == name { print $3 }'
}

# The file $1 without what configure.sh added.
without_block() {
  sed '/^# Nova KMS: begin\./,/^# Nova KMS: end\./d' "$1"
}
