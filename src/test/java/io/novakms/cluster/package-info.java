/**
 * Real nodes on a real chain: each test class starts a local network of its own, of Payara Micro
 * processes that run the WAR as production does.
 */
package io.novakms.cluster;
