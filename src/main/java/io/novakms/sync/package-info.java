/**
 * Replication: pushing changes to peers, and answering peers' requests.
 *
 * <p>May import the rooms from model to secret. Must stay out: how a request is authenticated.
 */
package io.novakms.sync;
