package io.novakms.admin;

import io.novakms.config.KmsConfig;
import io.novakms.node.NodeObserver;
import io.novakms.secret.custody.Custody;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;

/**
 * Shows this node to JMX consoles for as long as the application is deployed. It does nothing in
 * between, and has nothing to roll back: no lock, no transaction.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NodeRegistration {
  @Inject private NodeObserver observer;
  @Inject private KmsConfig config;
  @Inject private NodeOperations operations;
  @Inject private Custody custody;

  private Registration registration;

  /** With the start of the application. */
  @PostConstruct
  void start() {
    registration =
        Registration.of(
            ManagementFactory.getPlatformMBeanServer(),
            new NodeBean(observer, operations, config, custody));
  }

  /** With its end. */
  @PreDestroy
  void stop() {
    registration.close();
  }
}
