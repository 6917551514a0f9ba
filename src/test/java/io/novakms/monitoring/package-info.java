/**
 * Tests of what operators get for their Prometheus and Grafana ({@code server-config/monitoring}),
 * and of its document. What has to be held against a real node is done by {@code MonitoringIT} of
 * the clusters, with what is here.
 */
package io.novakms.monitoring;
