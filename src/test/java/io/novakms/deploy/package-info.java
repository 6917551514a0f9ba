/**
 * What lies in {@code server-config} to run a node as a service, as a container and on Kubernetes:
 * whether it is well formed by the rules of those who read it, and agrees with itself and with the
 * product.
 */
package io.novakms.deploy;
