package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.StoredValues;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.message.Fields;
import io.novakms.http.message.Json;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.registry.AppCaller;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.SecretScopedStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;

/**
 * What an app may do with its values (protocol, section 6). Whose they are, and which key they are
 * sealed with, is never said in a request: it follows from who was admitted. What reaches the store
 * is sealed.
 */
@Dependent
public class AppData {
  private final DataStore store;
  private final StoredValues values;
  private final int maxValueBytes;

  /** The values in {@code store}, no longer than {@code config} allows. */
  @Inject
  public AppData(DataStore store, StoredValues values, KmsConfig config) {
    this.store = store;
    this.values = values;
    this.maxValueBytes = config.store().maxValueBytes();
  }

  /** {@code {app_id, keys, count}}: the keys that have a value, sorted. */
  JsonNode list(AuthenticatedRequest<AppCaller> request) {
    List<String> keys = holdings(request).keys(app(request));
    return Json.tree(new AppAnswers.KeyList(app(request).value(), keys, keys.size()));
  }

  /**
   * {@code {app_id, key, value, updated_at_ms}}.
   *
   * @param key any text: a node of another kind may have stored one that apps can't write here
   * @throws KmsException NOT_FOUND where {@code key} has no value
   */
  JsonNode read(AuthenticatedRequest<AppCaller> request, String key) {
    concerns(request, key);
    DataRecord record = holdings(request).get(app(request), key).orElseThrow(AppData::noValue);
    byte[] value = values.open(dataKey(request), record.ciphertext());
    String base64 = Base64.getEncoder().encodeToString(value);
    return Json.tree(
        new AppAnswers.StoredValue(app(request).value(), key, base64, record.updatedAtMs()));
  }

  /**
   * Writes {@code {key, value, ttl_ms?}}, and answers {@code {app_id, key, updated_at_ms}}.
   *
   * @throws KmsException BAD_REQUEST, TOO_LARGE or STORAGE_FULL; nothing has changed then
   */
  JsonNode write(AuthenticatedRequest<AppCaller> request) {
    Fields fields = new Fields(request.body());
    String key = concerns(request, fields.key("key"));
    byte[] value = fields.bytes("value", maxValueBytes, "MAX_KV_VALUE_SIZE_BYTES");
    long ttlMs = fields.numberOrNull("ttl_ms", 0, 0, Long.MAX_VALUE);
    DataRecord record =
        holdings(request).put(app(request), key, values.seal(dataKey(request), value), ttlMs);
    return Json.tree(new AppAnswers.Written(app(request).value(), key, record.updatedAtMs()));
  }

  /**
   * Deletes {@code {key}}, and answers {@code {app_id, key, deleted}}.
   *
   * @throws KmsException NOT_FOUND where it has no value, BAD_REQUEST
   */
  JsonNode delete(AuthenticatedRequest<AppCaller> request) {
    Fields fields = new Fields(request.body());
    String key = concerns(request, fields.key("key"));
    // An envelope does not say which route it is for. So whoever relays requests could make a write
    // a deletion; the other way round, and with derivations, a field would be missing.
    if (fields.has("value")) {
      throw new KmsException(Kind.BAD_REQUEST, "a deletion has no 'value'; PUT writes one");
    }
    holdings(request).delete(app(request), key).orElseThrow(AppData::noValue);
    return Json.tree(new AppAnswers.Deleted(app(request).value(), key, true));
  }

  private static String concerns(AuthenticatedRequest<AppCaller> request, String key) {
    request.audit().target(Target.key(key));
    return key;
  }

  /** What the secret that the request was let in with opens, and nothing else. */
  private SecretScopedStore holdings(AuthenticatedRequest<AppCaller> request) {
    return store.under(request.secret().hash());
  }

  private static AppId app(AuthenticatedRequest<AppCaller> request) {
    return request.caller().appId();
  }

  private static DataKey dataKey(AuthenticatedRequest<AppCaller> request) {
    return request.secret().keys().dataKey(app(request));
  }

  private static KmsException noValue() {
    return new KmsException(
        Kind.NOT_FOUND, "there is no value under this key: never written, deleted, or expired");
  }
}
