/**
 * What is measured of a node, for Prometheus.
 *
 * <p>May import the rooms from model to node; it is the only room that knows Micrometer. Must stay
 * out: containers, HTTP, and anything that makes a scrape call another machine or walk over the
 * data.
 */
package io.novakms.metrics;
