/**
 * The custodian's tool: a program of its own inside the WAR, which makes a key, looks at custody
 * files, and gives a share to a node.
 *
 * <p>May import the rooms up to secret.custody. Must stay out: everything that a node runs.
 */
package io.novakms.custodian;
