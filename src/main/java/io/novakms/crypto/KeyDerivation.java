package io.novakms.crypto;

import io.novakms.model.AppId;

/** Placeholder of the crypto room: see the plan. */
public interface KeyDerivation {
  byte[] derive(AppId app, String path, String context, int length);
}
