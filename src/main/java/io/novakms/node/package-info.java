/**
 * The heartbeat: the tick with its five steps, the gate that it opens and closes, and its reports.
 *
 * <p>May import the rooms from model to sync. Must stay out: containers and HTTP.
 */
package io.novakms.node;
