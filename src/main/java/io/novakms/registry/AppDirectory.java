package io.novakms.registry;

import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;

/** The boundary to {@code NovaAppRegistry}, as calling apps need it. */
@FunctionalInterface
public interface AppDirectory {
  /**
   * Asks the registry about {@code wallet}, every time anew.
   *
   * @return the app instance, which may call
   * @throws io.novakms.model.KmsException of kind UNAUTHORIZED where the registry does not know it,
   *     of kind FORBIDDEN where it may not; the message says why
   * @throws ChainException where the chain can't be asked
   */
  AppCaller find(Wallet wallet);
}
