package io.novakms.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.StoredValues;
import io.novakms.http.guard.AuthenticatedRequest;
import io.novakms.http.message.Fields;
import io.novakms.http.message.Json;
import io.novakms.journal.DurableLog;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.registry.AppCaller;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.SecretScopedStore;
import io.novakms.sync.lookup.AbsentReads;
import io.novakms.sync.lookup.UndecidedException;
import io.novakms.sync.push.ReplicatedWrites;
import io.novakms.sync.push.ReplicatedWrites.Replicated;
import io.novakms.sync.repair.Repair;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Lists, reads, writes and deletes the values of an app (protocol, section 6). The app and the key
 * that seals its values follow from the authenticated caller, and never from what a request says.
 * The store gets sealed values only.
 */
@Dependent
public class AppData {
  private final DataStore store;
  private final DurableLog log;
  private final StoredValues values;
  private final ReplicatedWrites writes;
  private final AbsentReads absent;
  private final Repair repair;
  private final int maxValueBytes;

  /**
   * The values in {@code store}, which {@code log} makes durable, within the limits that are set;
   * {@code writes} waits until other members hold them, and {@code absent} asks those for what is
   * not here; {@code repair} says whether all is here.
   */
  @Inject
  public AppData(
      DataStore store,
      DurableLog log,
      StoredValues values,
      ReplicatedWrites writes,
      AbsentReads absent,
      Repair repair,
      KmsConfig config) {
    this.store = store;
    this.log = log;
    this.values = values;
    this.writes = writes;
    this.absent = absent;
    this.repair = repair;
    this.maxValueBytes = config.store().maxValueBytes();
  }

  /** The keys that have a value here, sorted, and whether these are all. */
  JsonNode list(AuthenticatedRequest<AppCaller> request) {
    // Before the keys are read: what makes the store complete is in it first.
    boolean isComplete = repair.isComplete();
    List<String> keys = stored(request).keys(app(request));
    request.reserveAnswer(keys.stream().mapToLong(String::length).sum());
    return Json.tree(DataListResponse.of(app(request), keys, isComplete));
  }

  /**
   * The value under {@code key}.
   *
   * @param key any text: a node of another kind may have stored one that apps can't write here
   * @throws KmsException NOT_FOUND where it is known that {@code key} has no value
   * @throws UndecidedException where that can't be said now
   */
  JsonNode read(AuthenticatedRequest<AppCaller> request, String key) {
    audited(request, key);
    DataRecord record =
        stored(request)
            .get(app(request), key)
            .or(() -> absent.find(request.secret(), app(request), key))
            .orElseThrow(AppData::noValue);
    request.reserveAnswer(record.ciphertextBytes());
    byte[] value = values.open(dataKey(request), record.ciphertext());
    return Json.tree(DataReadResponse.of(app(request), key, value, record.updatedAtMs()));
  }

  /**
   * Writes what a {@link DataWriteRequest} holds; returns once enough members hold it.
   *
   * @throws KmsException BAD_REQUEST, TOO_LARGE or STORAGE_FULL; nothing has changed then.
   *     UNAVAILABLE where the journal did not take it in time: it may be stored or not. And where
   *     too few members hold it in time; see {@link ReplicatedWrites}
   */
  JsonNode write(AuthenticatedRequest<AppCaller> request) {
    Fields fields = new Fields(request.body());
    audited(request, fields.key("key"));
    DataWriteRequest write = DataWriteRequest.of(fields, maxValueBytes);
    byte[] sealed = values.seal(dataKey(request), write.value());
    SecretScopedStore stored = stored(request);
    Replicated done =
        writes
            .write(
                app(request),
                write.key(),
                write.writeConcern(),
                () -> Optional.of(stored.put(app(request), write.key(), sealed, write.ttlMs())))
            .orElseThrow();
    log.awaitDurable();
    return Json.tree(
        new DataWriteResponse(
            app(request).value(), write.key(), done.record().updatedAtMs(), done.replicas()));
  }

  /**
   * Deletes what a {@link DataDeleteRequest} names; returns once enough members hold the deletion.
   * Repeated while no majority holds it, it is a deletion again.
   *
   * @throws KmsException NOT_FOUND where it is known that it has no value, BAD_REQUEST; UNAVAILABLE
   *     as {@link #write}
   * @throws UndecidedException where that can't be said now
   */
  JsonNode delete(AuthenticatedRequest<AppCaller> request) {
    Fields fields = new Fields(request.body());
    audited(request, fields.key("key"));
    DataDeleteRequest deletion = DataDeleteRequest.of(fields);
    Optional<Replicated> here = delete(request, deletion);
    if (here.isEmpty()) {
      absent.find(request.secret(), app(request), deletion.key()).orElseThrow(AppData::noValue);
    }
    // What another member had is here now, unless something ended it meanwhile.
    Replicated done =
        here.or(() -> delete(request, deletion))
            .orElseThrow(
                () -> new UndecidedException("the value changed meanwhile; ask once more"));
    log.awaitDurable();
    return Json.tree(
        new DataDeleteResponse(app(request).value(), deletion.key(), true, done.replicas()));
  }

  private Optional<Replicated> delete(
      AuthenticatedRequest<AppCaller> request, DataDeleteRequest deletion) {
    SecretScopedStore stored = stored(request);
    return writes.write(
        app(request),
        deletion.key(),
        deletion.writeConcern(),
        () ->
            stored
                .delete(app(request), deletion.key())
                .or(() -> stored.deleteAgain(app(request), deletion.key())));
  }

  /** Before the rest of a request is checked, so that the event of a refusal names the key. */
  private static void audited(AuthenticatedRequest<AppCaller> request, String key) {
    request.audit().target(Target.key(key));
  }

  /** The records that the secret of the request's permit opens, and no others. */
  private SecretScopedStore stored(AuthenticatedRequest<AppCaller> request) {
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
