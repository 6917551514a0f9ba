package io.novakms.store;

import io.novakms.model.AppId;

/**
 * A record that changed.
 *
 * @param app whose it is
 * @param record what is stored
 */
public record Change(AppId app, DataRecord record) {}
