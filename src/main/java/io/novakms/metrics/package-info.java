/**
 * What is measured of a node, for Prometheus.
 *
 * <p>May import the rooms from model to node; it is the only room that knows Micrometer. Must stay
 * out: containers, HTTP, and anything that asks somebody or walks over the data when it is scraped.
 */
package io.novakms.metrics;
