package io.novakms.acceptance;

import javax.management.remote.JMXServiceURL;

/**
 * Where a JMX client connects, and as whom.
 *
 * @param url for {@link javax.management.remote.JMXConnectorFactory}
 * @param user who may read and steer
 * @param password of that user
 */
public record JmxAddress(JMXServiceURL url, String user, String password) {}
